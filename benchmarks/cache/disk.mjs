// How much of the disk real texts of 50,000 characters take, against their JSON.
import { openOurs } from './stores.mjs';
import { large } from './texts.mjs';

const COUNT = 200;

export async function disk({ folder }) {
  const store = await openOurs(folder);
  let json = 0;
  for (let number = 0; number < COUNT; number++) {
    const value = large();
    json += Buffer.byteLength(JSON.stringify(value));
    await store.set(`text:${number}`, value);
  }
  const { bytes } = await store.usage();
  await store.close();
  const share = bytes / json;
  const text = `${COUNT} texts: ${(bytes / 1e6).toFixed(1)} MB for ${(json / 1e6).toFixed(1)} MB of JSON, a share of ${share.toFixed(2)}`;
  return { title: 'Disk', text, figures: { bytes, json, share } };
}
