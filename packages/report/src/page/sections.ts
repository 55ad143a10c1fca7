import type { TaskRecord } from '../history/record.ts';
import type { RecordedRun } from '../history/runs.ts';
import type { Distribution } from '../metrics/distribution.ts';
import type { NamedCounts, RunMetrics } from '../metrics/run-metrics.ts';
import { type Html, html } from './html.ts';
import { bytes, duration, money, number, percent } from './words.ts';

// A page with more of one kind is read by nobody: the table of sources has them all.
const MOST_FAILURES = 50;

/** What became of the run, and what a person has to look into. */
export function people(run: RecordedRun, tasks: readonly TaskRecord[]): Html {
  const { metrics } = run;
  const when = new Date(run.started).toISOString().replace('T', ' ').slice(0, 19);
  const how = metrics
    ? `${metrics.status}, after ${duration(metrics.durationMs)}`
    : 'did not end: it goes on, or was killed';
  return html`<header>
<h1>${run.pipelines.join(', ')}</h1>
<p>${when} UTC · ${how} · run ${run.run}</p>
${metrics ? tiles(metrics) : html``}
</header>
${trouble(tasks)}`;
}

function tiles({ total }: RunMetrics): Html {
  const tile = (label: string, value: string, kind = '') =>
    html`<div class="tile ${kind}"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<dl class="tiles">
${tile('sources', number(total.tasks))}
${tile('collected', number(total.collected))}
${tile('failed', number(total.failed), total.failed > 0 ? 'bad' : '')}
${tile('from cache', percent(total.hitRate))}
${tile('documents', number(total.documents))}
${tile('received', bytes(total.bytes))}
${tile('cost', money(total.cost))}
${tile('saved', money(total.saved))}
${tile('time saved', duration(total.savedMs))}
</dl>`;
}

/** What failed, is pending or was not bought, and what to do. */
function trouble(tasks: readonly TaskRecord[]): Html {
  const kinds = ['failed', 'pending', 'skipped', 'gone'];
  const those = tasks.filter(({ ended }) => kinds.includes(ended));
  if (those.length === 0) return html`<p class="good">Nothing failed.</p>`;
  const shown = those.slice(0, MOST_FAILURES);
  const more = those.length - shown.length;
  const rows = shown.map(
    ({ ended, source, pipeline, reason = '', hint = '' }) => html`<tr class="${ended}"><td>${ended}</td>
<th scope="row">${source}</th><td>${pipeline}</td><td>${reason}${hint ? html` <span class="hint">→ ${hint}</span>` : ''}</td></tr>`,
  );
  return html`<section aria-labelledby="trouble-title">
<h2 id="trouble-title">What needs looking at</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="trouble-title"><table>
<thead><tr><th scope="col">what</th><th scope="col">source</th><th scope="col">pipeline</th><th scope="col">why, and what to do</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${more > 0 ? html`<p>${number(more)} more are in the table of sources.</p>` : ''}
</section>`;
}

/** The figures of pipelines, collectors and providers. */
export function figures({ metrics }: RecordedRun): Html {
  if (!metrics) return html``;
  const { pipelines, collectors, providers, stages } = metrics;
  return html`<section aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${counts('By pipeline', pipelines)}
${counts('By collector', collectors)}
${providers.length > 0 ? costs(metrics) : ''}
${table(
  'By stage',
  ['', 'steps', 'median', '95 %', '99 %', 'longest'],
  [
    spread('find sources', stages.discover),
    spread('look up a batch', stages.lookUp),
    spread('one attempt', stages.execute),
    spread('write a batch', stages.deliver),
    ...(metrics.eventLoopDelayMs ? [spread('event loop, late by', metrics.eventLoopDelayMs)] : []),
  ],
)}
</section>`;
}

function counts(caption: string, rows: readonly NamedCounts[]): Html {
  const head = [
    '',
    'sources',
    'collected',
    'from cache',
    'failed',
    'attempts',
    'errors',
    'median',
    '95 %',
    '99 %',
    'waited',
    'received',
    'cost',
    'saved',
  ];
  return table(
    caption,
    head,
    rows.map((row) => [
      row.name,
      number(row.tasks),
      number(row.collected),
      percent(row.hitRate),
      number(row.failed),
      number(row.attempts),
      percent(row.errorRate),
      duration(row.latencyMs.p50),
      duration(row.latencyMs.p95),
      duration(row.latencyMs.p99),
      duration(row.waitedMs),
      bytes(row.bytes),
      money(row.cost),
      money(row.saved),
    ]),
  );
}

function costs({ providers }: RunMetrics): Html {
  return table(
    'By provider',
    ['', 'purchases', 'expected', 'cost', 'saved'],
    providers.map(({ name, purchases, expected, cost, saved }) => [
      name,
      number(purchases),
      money(expected),
      money(cost),
      money(saved),
    ]),
  );
}

function spread(name: string, { count, p50, p95, p99, max }: Distribution): readonly string[] {
  return [name, number(count), ...[p50, p95, p99, max].map(duration)];
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): Html {
  const first = head[0] === '' ? html`<td></td>` : html`<th scope="col">${head[0] ?? ''}</th>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="figures">
<caption>${caption}</caption>
<thead><tr>${first}${head.slice(1).map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody>
</table></div>`;
}
