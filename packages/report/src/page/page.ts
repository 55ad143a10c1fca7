import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { WholeRun } from '../history/runs.ts';
import { columnsOf } from './columns.ts';
import { documentsOf, type ReadDocuments } from './documents.ts';
import { Html, html } from './html.ts';
import type { PageData } from './page-data.ts';
import { figures, people } from './sections.ts';

const pack = promisify(gzip);

/**
 * A run as one page of HTML that needs nothing else: style, script and data are inside, and its policy lets no request out.
 * @param read gives the documents of an answer
 */
export async function renderPage({ tasks, ...run }: WholeRun, read: ReadDocuments): Promise<string> {
  const documents = await documentsOf(tasks, read);
  const documentsInAll = tasks.reduce((sum, task) => sum + task.documents, 0);
  const data: PageData = { run, tasks: columnsOf(tasks), documents, documentsInAll };
  const [script, style, packed] = await Promise.all([
    withoutMap(asset('#client')),
    asset('#style'),
    pack(JSON.stringify(data)),
  ]);
  const title = `${run.pipelines.join(', ')} · ${new Date(run.started).toISOString().slice(0, 16)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title} · Bowerbird</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#sources">Skip to the sources</a>
${people(run, tasks)}
${figures(run)}
${INTERACTIVE}
<script type="application/octet-stream" id="data">${new Html(packed.toString('base64'))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

// What a script in the page fills. Without one it says so.
const INTERACTIVE = new Html(`<main>
<noscript><p>The timeline, the sources and the documents need JavaScript. All of it is in this file.</p></noscript>
<section aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2><div id="timeline"></div></section>
<section aria-labelledby="throughput-title"><h2 id="throughput-title">Throughput</h2><div id="throughput"></div></section>
<section aria-labelledby="latency-title"><h2 id="latency-title">How long sources took</h2><div id="latency"></div></section>
<section aria-labelledby="slowest-title"><h2 id="slowest-title">The slowest sources</h2><div id="slowest"></div></section>
<section aria-labelledby="sources-title" id="sources"><h2 id="sources-title">Sources</h2><div id="tasks"></div></section>
<section aria-labelledby="documents-title"><h2 id="documents-title">Documents</h2><div id="documents"></div></section>
</main>`);

/** A map is nowhere near the page. */
async function withoutMap(script: Promise<string>): Promise<string> {
  return (await script).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

/** A file that the build makes of the folder `client`. */
async function asset(name: '#client' | '#style'): Promise<string> {
  return readFile(new URL(import.meta.resolve(name)), 'utf8');
}
