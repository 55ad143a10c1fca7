// What Defuddle's own pages were made for: notes, code, tables and formulas, held against its Markdown. Twice: sign for sign, and by what a
// reader gets, which is stated with each kind.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, '');
const dense = (text) => text.replace(/\s+|\\/g, '');

const NOTE = /^\[\^([^\]]+)\]: ?([\s\S]*?)(?=^\[\^|^\S|$(?![\s\S]))/gm;
const FENCE = /^[ >]*(`{3,})([^\n]*)\n([\s\S]*?)\n[ >]*\1/gm;
const FORMULA = /\$\$([\s\S]+?)\$\$|\$([^$\n]+?)\$|```math\n([\s\S]*?)```/g;

const signs = {
  // The text of each, and how often one is referred to.
  notes: (text) => [
    ...[...text.matchAll(NOTE)].map(([, , note]) => letters(note)),
    ...(text.match(/\[\^[^\]]+\](?!:)/g) ?? []).map(() => 'reference'),
  ],
  code: (text) =>
    [...text.matchAll(FENCE)].map(([, , language, code]) => `${language.trim()} ${dense(code)}`),
  tables: (text) => (text.match(/^\|.*$/gm) ?? []).map((line) => line.replace(/[\s-]+/g, '')),
  formulas: (text) => [...text.matchAll(FORMULA)].map((match) => dense(texOf(match)).replace(/^`|`$/g, '')),
};

const texOf = ([, ...tex]) => tex.find((one) => one !== undefined);
const count = (list) => list.reduce((counts, one) => counts.set(one, (counts.get(one) ?? 0) + 1), new Map());

/** Notes by their labels, with what belongs to them: Defuddle does not indent further paragraphs of a note. */
function notesOf(text) {
  const [, ...pieces] = text.split(/^(?=\[\^[^\]]+\]:)/m);
  const notes = new Map();
  for (const piece of pieces) {
    const [, label, note] = /^\[\^([^\]]+)\]: ?([\s\S]*)/.exec(piece);
    // Titles of links say again what the link says.
    notes.set(label, letters(note.replace(/ "[^"\n]*"\)/g, ')')));
  }
  const references = [...text.matchAll(/\[\^([^\]]+)\](?!:)/g)].map(([, label]) => notes.get(label));
  return { notes: [...notes.values()].sort(), references: count(references) };
}

/** TeX without what only its face depends on. */
function meaning(tex) {
  return dense(tex.replace(/\\(?:mathrm|text|operatorname|left|right|displaystyle)(?![a-z])/g, ''))
    .replace(/^`|`$/g, '')
    .replace(/[{}]/g, '')
    .replace(/⋆/g, 'star')
    .replace(/tag(\S+?)$/, '($1)');
}

const readings = {
  // Every note, with the same letters, and each referred to as often at least.
  notes: (wanted, text) => {
    const [a, b] = [notesOf(wanted), notesOf(text)];
    const isReferred = [...a.references].every(([note, times]) => (b.references.get(note) ?? 0) >= times);
    return JSON.stringify(a.notes) === JSON.stringify(b.notes) && isReferred;
  },
  // The same code in the same order, in as many blocks as may be, and the language where the page declares one.
  code: (wanted, text, html) => {
    const [a, b] = [wanted, text].map((markdown) => [...markdown.matchAll(FENCE)]);
    const all = (blocks) => blocks.map(([, , , code]) => dense(code)).join('');
    const languages = new Set(b.map(([, , language]) => language.trim()));
    const isDeclared = (name) =>
      new RegExp(`(?:language|lang|brush|highlight)\\W+${RegExp.escape(name)}\\b`, 'i').test(html);
    const missing = a.map(([, , language]) => language.trim()).filter((name) => name && !languages.has(name));
    return all(a) === all(b) && !missing.some(isDeclared);
  },
  // The same cells, whether or not the first row is set as that of the headings.
  tables: (wanted, text) => {
    const [a, b] = [wanted, text].map((markdown) => signs.tables(markdown).filter((row) => /[^|]/.test(row)));
    return JSON.stringify(a) === JSON.stringify(b);
  },
  // The same formulas, as TeX that differs in no more than fonts, the size of brackets and the way a number is set.
  formulas: (wanted, text) => {
    const [a, b] = [wanted, text].map((markdown) =>
      [...markdown.replace(FENCE, (all, _, name) => (name === 'math' ? all : '')).matchAll(FORMULA)]
        .map(texOf)
        // Sums of money in the source of a drawing are none.
        .filter((tex) => !tex.includes('</'))
        .map(meaning),
    );
    return JSON.stringify(a) === JSON.stringify(b);
  },
};

/** @param texts Markdown by the names of pages */
export function compareParts(corpora, texts) {
  const counts = Object.fromEntries(
    Object.keys(signs).map((name) => [name, { pages: 0, same: 0, left: [] }]),
  );
  for (const [id, text] of Object.entries(texts)) {
    const file = join(corpora, 'web/defuddle/expected', `${id}.md`);
    if (!existsSync(file)) continue;
    const expected = readFileSync(file, 'utf8').replace(/^```json[\s\S]*?```\n/, '');
    const html = readFileSync(join(corpora, 'web/defuddle/fixtures', `${id}.html`), 'utf8');
    for (const [name, find] of Object.entries(signs)) {
      const wanted = find(expected);
      if (wanted.length === 0) continue;
      counts[name].pages++;
      if (JSON.stringify(wanted) === JSON.stringify(find(text))) counts[name].same++;
      else if (!readings[name](expected, text, html)) counts[name].left.push(id);
    }
  }
  for (const [name, { pages, same, left }] of Object.entries(counts)) {
    const others = left.length === 0 ? '' : `: not ${left.join(', ')}`;
    console.log(
      `  ${name} as Defuddle has them: ${same} of ${pages} sign for sign, ${pages - left.length} to a reader${others}`,
    );
  }
}
