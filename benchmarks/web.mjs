// The collector `web` on public sets of labelled pages: main text, metadata, charsets, and the time of a page.
//   BOWERBIRD_CORPORA=… npm run bench -- web [--set NAME] [--save FOLDER] [--parts N] [--shipped]
// Each half of the pages is read with a model that was trained on the other half, so no figure is of pages that the model has seen. With
// --parts each of so many parts is read with a model that was trained on all others: nearer to the model that comes with the collector.
// --shipped reads them with the model that comes with the collector, which has seen them all.
// The corpora are not part of the project: pages belong to their publishers. Without them this says so and ends.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCharsets } from './web/charsets.mjs';
import { readBlocks, trainOn } from './web/learning.mjs';
import { AGREEMENT_SETS, loadScorers, partOf, SETS } from './web/pages.mjs';
import { readSet } from './web/quality.mjs';

const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    save: { type: 'string' },
    parts: { type: 'string', default: '2' },
    shipped: { type: 'boolean', default: false },
  },
});
const corpora = process.env.BOWERBIRD_CORPORA;
if (!corpora || !existsSync(join(corpora, 'score/web.mjs'))) {
  console.log('benchmarks/web: no corpora (set BOWERBIRD_CORPORA to their folder); nothing measured.');
  process.exit(0);
}

const models = Array.from({ length: values.shipped ? 1 : Number(values.parts) });
if (!values.shipped) {
  const pages = await readBlocks(corpora);
  for (const part of models.keys())
    models[part] = trainOn(pages.filter(({ id }) => partOf(id, models.length) !== part));
}
const scorers = await loadScorers(corpora);
for (const set of [...SETS, ...AGREEMENT_SETS]) {
  if (values.set === undefined || values.set === set.name)
    readSet(set, { corpora, scorers, models, save: values.save });
}
if (values.set === undefined) await readCharsets(corpora);
