// A process of its own that writes to a cache: `node writer.ts <file> <name> <batches> [incompressible]`. Prints `written <batch>` after each
// batch, then `done`. Each batch is 20 entries of about 8 KB that all tell the same batch.
import { randomBytes } from 'node:crypto';
import { sqliteCache } from '../src/index.ts';

const [, , file = '', name = '', batches = '', kind = ''] = process.argv;
const cache = await sqliteCache({ file });
const textOf = (batch: number) =>
  kind === 'incompressible' ? randomBytes(6000).toString('base64') : `${name} ${batch} `.repeat(1000);
for (let batch = 1; batch <= Number(batches); batch++) {
  const value = JSON.stringify({ batch, text: textOf(batch) });
  // What does not compress is also not written over: it grows.
  const others = kind === 'incompressible' ? [{ key: `${name} then:${batch}`, value: value.repeat(10) }] : [];
  const entries = Array.from({ length: 20 }, (_, index) => ({ key: `${name}:${index}`, value }));
  await cache.setMany([...entries, ...others]);
  process.stdout.write(`written ${batch}\n`);
}
await cache.close();
process.stdout.write('done\n');
