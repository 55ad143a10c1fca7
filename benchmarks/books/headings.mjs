// Headings of PDFs whose headings are known: documents printed by a browser, in several styles, with the tags of their structure and without.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { chromium } from 'playwright-core';
import { table } from '../shared/measure.mjs';
import { collect } from './collect.mjs';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ROOT = join(import.meta.dirname, '../..');
const MOST = 72;

// As books and manuals are set: what makes a heading differs.
const STYLES = {
  browser: '',
  sizes:
    'body{font:11pt/1.4 serif} h1{font-size:20pt} h2{font-size:15pt} h3{font-size:12.5pt} h4,h5,h6{font-size:11.5pt}',
  sans: 'body{font:10pt/1.5 serif} h1,h2,h3,h4,h5,h6{font-family:sans-serif;font-weight:normal} h1{font-size:18pt} h2{font-size:14pt} h3{font-size:11.5pt} h4{font-size:10pt;font-weight:bold}',
  bold: 'body{font:11pt/1.3 serif;text-align:justify;hyphens:auto} h1{font-size:17pt;text-align:center} h2{font-size:13pt} h3,h4,h5,h6{font-size:11pt;font-weight:bold}',
  numbered:
    'body{font:10pt/1.35 sans-serif;counter-reset:a} h1{font-size:16pt} h2{counter-increment:a;counter-reset:b;font-size:12pt} h3{counter-increment:b;font-size:10pt} h2::before{content:counter(a) " "} h3::before{content:counter(a) "." counter(b) " "}',
  columns:
    'body{font:9pt/1.3 serif;columns:2;text-align:justify} h1{font-size:16pt;column-span:all} h2{font-size:11pt} h3{font-size:9pt;font-style:italic} pre,table{font-size:6pt}',
};

export async function headings({ folder }) {
  const executablePath = process.env.BOWERBIRD_TEST_BROWSER ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) return { title: 'Headings', text: 'No Chromium: nothing measured.', figures: {} };
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const scores = [];
  try {
    const page = await browser.newPage();
    await page.route('**', (route) => route.abort());
    for (const [index, source] of sources().entries()) {
      const style = Object.keys(STYLES)[index % Object.keys(STYLES).length];
      await page.setContent(pageOf(source, STYLES[style]), { waitUntil: 'load' });
      const truth = await page.$$eval('h1,h2,h3,h4,h5,h6', (all) => all.map((each) => each.textContent));
      for (const tagged of [true, false]) {
        const path = join(folder, `${index}-${tagged}.pdf`);
        writeFileSync(path, await page.pdf({ format: 'A5', tagged, margin: MARGIN }));
        const { documents, error } = await collect(path);
        const text = error ? '' : documents[0].text;
        if (process.env.KEEP) writeFileSync(`${path}.md`, text);
        scores.push({ ...compare(truth, text), style, tagged, half: source.half, name: source.name, path });
      }
    }
  } finally {
    await browser.close();
  }
  return report(scores);
}

const MARGIN = { top: '15mm', bottom: '15mm', left: '14mm', right: '14mm' };

/** Readme files of the packages that are installed, by their names' digests: one half to tune on, one to measure. */
function sources() {
  return globSync(['node_modules/*/README.md', 'node_modules/@*/*/README.md'], { cwd: ROOT })
    .map((name) => ({ name, digest: createHash('sha256').update(name).digest('hex') }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
    .map(({ name, digest }) => ({
      name,
      half: Number.parseInt(digest.at(-1), 16) % 2 === 0 ? 'tuned on' : 'held out',
      markdown: readFileSync(join(ROOT, name), 'utf8').replace(/<img[^>]*>|!\[[^\]]*\]\([^)]*\)/g, ''),
    }))
    .filter(({ markdown }) => markdown.length < 60_000 && (markdown.match(/^#{1,6} \S/gm)?.length ?? 0) >= 5)
    .slice(0, MOST);
}

function pageOf({ markdown }, style) {
  const body = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>pre,code{font-family:monospace;font-size:90%} pre{white-space:pre-wrap} ${style}</style><body>${body}</body></html>`;
}

const fold = (text) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\d.]+\s/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');

function compare(truth, markdown) {
  const left = truth.map(fold).filter((title) => title !== '');
  const all = left.length;
  const found = [...markdown.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    fold(title),
  );
  const wrong = [];
  let right = 0;
  for (const title of found) {
    const at = left.indexOf(title);
    if (at < 0) wrong.push(title);
    else {
      left.splice(at, 1);
      right++;
    }
  }
  return { right, all, found: found.length, wrong, missed: left };
}

function report(scores) {
  const rows = [['half', 'style', 'documents', 'headings', 'tagged P', 'R', 'F1', 'untagged P', 'R', 'F1']];
  for (const half of ['tuned on', 'held out']) {
    for (const style of [...Object.keys(STYLES), 'all']) {
      const own = scores.filter((each) => each.half === half && (style === 'all' || each.style === style));
      const cells = [true, false].flatMap((tagged) => {
        const some = own.filter((each) => each.tagged === tagged);
        const sum = (key) => some.reduce((total, each) => total + each[key], 0);
        const [p, r] = [sum('right') / sum('found'), sum('right') / sum('all')];
        return [p, r, (2 * p * r) / (p + r)].map((value) => value.toFixed(3));
      });
      const first = own.filter(({ tagged }) => tagged);
      rows.push([half, style, first.length, first.reduce((sum, { all }) => sum + all, 0), ...cells]);
    }
  }
  if (process.env.KEEP) writeFileSync(process.env.KEEP, JSON.stringify(scores, null, 1));
  return {
    title: 'Headings',
    text: `${table(rows)}\n\nReadme files of the packages that are installed, printed by Chromium in six styles, with the tags of their structure and without; headings as the pages have them, by their letters and figures.`,
    figures: { rows },
  };
}
