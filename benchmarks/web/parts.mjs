// What Defuddle's own pages were made for: notes, code, tables and formulas, held against its Markdown sign for sign.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, '');
const dense = (text) => text.replace(/\s+|\\/g, '');

const PARTS = {
  // The text of each, and how often one is referred to.
  notes: (text) => [
    ...[...text.matchAll(/^\[\^[^\]]+\]: ?([\s\S]*?)(?=^\[\^|^\S|$(?![\s\S]))/gm)].map(([, note]) =>
      letters(note),
    ),
    ...(text.match(/\[\^[^\]]+\](?!:)/g) ?? []).map(() => 'reference'),
  ],
  code: (text) =>
    [...text.matchAll(/^[ >]*(`{3,})([^\n]*)\n([\s\S]*?)\n[ >]*\1/gm)].map(
      ([, , language, code]) => `${language.trim()} ${dense(code)}`,
    ),
  tables: (text) => (text.match(/^\|.*$/gm) ?? []).map((line) => line.replace(/[\s-]+/g, '')),
  formulas: (text) =>
    [...text.matchAll(/\$\$([\s\S]+?)\$\$|\$([^$\n]+?)\$|```math\n([\s\S]*?)```/g)].map(([, ...tex]) =>
      dense(tex.find((one) => one !== undefined)).replace(/^`|`$/g, ''),
    ),
};

/** @param texts Markdown by the names of pages */
export function compareParts(corpora, texts) {
  const counts = Object.fromEntries(Object.keys(PARTS).map((name) => [name, { right: 0, pages: 0 }]));
  for (const [id, text] of Object.entries(texts)) {
    const file = join(corpora, 'web/defuddle/expected', `${id}.md`);
    if (!existsSync(file)) continue;
    const expected = readFileSync(file, 'utf8').replace(/^```json[\s\S]*?```\n/, '');
    for (const [name, find] of Object.entries(PARTS)) {
      const wanted = find(expected);
      if (wanted.length === 0) continue;
      counts[name].pages++;
      if (JSON.stringify(wanted) === JSON.stringify(find(text))) counts[name].right++;
    }
  }
  const parts = Object.entries(counts).map(([name, { right, pages }]) => `${name} ${right} of ${pages}`);
  console.log(`  pages with these as Defuddle has them: ${parts.join(', ')}`);
}
