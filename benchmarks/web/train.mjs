// Trains the model that tells content from the rest (plugins/web/src/content/model.json) on the labelled pages.
//   BOWERBIRD_CORPORA=… node --conditions=@bowerbird/source benchmarks/web/train.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBlocks, trainOn } from './learning.mjs';

const corpora = process.env.BOWERBIRD_CORPORA;
if (!corpora) throw new Error('set BOWERBIRD_CORPORA to the folder of the corpora');
const pages = await readBlocks(corpora);
const model = trainOn(pages);
const file = join(import.meta.dirname, '../../plugins/web/src/content/model.json');
writeFileSync(file, `${JSON.stringify(model)}\n`);
console.log(`${pages.length} pages, ${model.trees.length} trees: ${file}`);
