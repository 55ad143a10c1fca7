// A process of its own that writes to a cache: `node writer.ts <file> <name> <batches>`. Prints `written <batch>` after each
// batch, then `done`. Each batch is 20 entries of about 8 KB that all tell the same batch.
import { sqliteCache } from '../src/index.ts';

const [, , file = '', name = '', batches = ''] = process.argv;
const cache = await sqliteCache({ file });
for (let batch = 1; batch <= Number(batches); batch++) {
  const value = JSON.stringify({ batch, text: `${name} ${batch} `.repeat(1000) });
  await cache.setMany(Array.from({ length: 20 }, (_, index) => ({ key: `${name}:${index}`, value })));
  process.stdout.write(`written ${batch}\n`);
}
await cache.close();
process.stdout.write('done\n');
