import './page.css';
import 'uplot/dist/uPlot.min.css';
import type { PageData } from '../page-data.ts';
import { showDocuments } from './documents.ts';
import { showLatency } from './latency.ts';
import { showSlowest, showTasks } from './tasks.ts';
import { showThroughput } from './throughput.ts';
import { showTimeline } from './timeline.ts';

/** The data in the page: JSON, compressed. */
async function read(): Promise<PageData> {
  const packed = document.getElementById('data')?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as PageData;
}

async function show(): Promise<void> {
  const data = await read();
  showTimeline(place('timeline'), data.tasks);
  showThroughput(place('throughput'), data.tasks);
  showLatency(place('latency'), data.tasks);
  showSlowest(place('slowest'), data.tasks);
  showTasks(place('tasks'), data.tasks);
  showDocuments(place('documents'), data);
  document.body.dataset.ready = 'true';
}

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

show().catch((error: unknown) => {
  document.querySelector('main')?.prepend(`The data of this page cannot be read: ${String(error)}`);
});
