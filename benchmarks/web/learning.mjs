// From labelled pages to a model: blocks with features and labels, and the training with the settings that were chosen.
import { join } from 'node:path';
import { decode } from '../../plugins/web/src/charset.ts';
import { outline } from '../../plugins/web/src/content/blocks.ts';
import { bodyOf } from '../../plugins/web/src/content/content.ts';
import { describeBlocks } from '../../plugins/web/src/content/features.ts';
import { hintsOf } from '../../plugins/web/src/content/hints.ts';
import { readPage } from '../../plugins/web/src/content/page.ts';
import { FEATURES } from '../../plugins/web/src/content/vector.ts';
import { cleanTree, parseTree } from '../../plugins/web/src/html-tree.ts';
import { readMetadata } from '../../plugins/web/src/metadata.ts';
import { gatherFacts } from '../../plugins/web/src/page-facts.ts';
import { train } from './boost.mjs';
import { cropped } from './crop.mjs';
import { labelsFromSegments, labelsFromText } from './labels.mjs';
import { contentTypeOf, loadScorers, SETS } from './pages.mjs';

// Found on halves; the result changes little around them.
const SETTINGS = { trees: 300, depth: 4, rate: 0.06, columns: 0.12, sample: 0.8, minWeight: 5 };

/** The pages of all sets with a row of features, a label and a weight for each block; of each also what is left of it without its frame. */
export async function readBlocks(corpora) {
  const { web } = await loadScorers(corpora);
  const pages = [];
  for (const { name, as } of SETS) {
    for (const item of web.load(as, join(corpora, 'web', name))) {
      const tree = parseTree(decode(item.html(), contentTypeOf(as)).text);
      const body = tree && bodyOf(tree);
      if (!body) continue;
      const url = URL.parse(item.url)?.href;
      const facts = gatherFacts(tree);
      const hints = hintsOf(facts, readMetadata(facts, url), url);
      cleanTree(tree);
      const whole = examplesOf(body, hints, item, as);
      const inner = cropped(whole.page, whole.labels, whole.weights);
      const all = inner === undefined ? [whole] : [whole, examplesOf(inner, hints, item, as)];
      for (const { page, labels, weights } of all) {
        const words = page.blocks.map((block) => block.words);
        pages.push({ id: item.id, as, rows: rowsOf(page), labels, weights, words });
      }
    }
  }
  return pages;
}

function examplesOf(body, hints, item, as) {
  const page = readPage(outline(body), hints);
  const labelled =
    as === 'traf'
      ? labelsFromSegments(page.blocks, item.with, item.without)
      : labelsFromText(page.blocks, item.truth);
  return { page, ...labelled };
}

function rowsOf(page) {
  const values = describeBlocks(page);
  return page.blocks.map((_, index) => values.subarray(index * FEATURES, (index + 1) * FEATURES));
}

// Of trafilatura's pages a few blocks each are known; as much weight as on the hundreds of the others would be too much on each.
const FULL = 100;
const PARTLY = 50;

/** A model from pages. Each page counts the same whose blocks are all known, a block as the square root of its words. */
export function trainOn(pages, settings = {}) {
  const rows = [];
  const labels = [];
  const weights = [];
  const groups = [];
  for (const page of pages) {
    const own = page.weights.map((weight, index) => weight * Math.sqrt(page.words[index]));
    const sum = own.reduce((a, b) => a + b, 0);
    for (const [index, weight] of own.entries()) {
      if (weight === 0) continue;
      rows.push(page.rows[index]);
      labels.push(page.labels[index]);
      weights.push((weight / sum) * (page.as === 'traf' ? PARTLY : FULL));
      groups.push(page.id);
    }
  }
  const { base, forest } = train(rows, labels, weights, { ...SETTINGS, ...settings, groups });
  return { base: round(base), trees: forest.map(flat) };
}

// The left child of a node is the next one.
function flat(nodes) {
  return nodes.flatMap((node) =>
    node.column === undefined ? [-1, round(node.value), 0] : [node.column, round(node.cut), node.right],
  );
}

function round(value) {
  return Number(value.toPrecision(5));
}
