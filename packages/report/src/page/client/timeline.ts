import type { TaskColumns } from '../page-data.ts';
import { duration } from '../words.ts';
import { choice, colour, el, onTheme } from './dom.ts';
import { type Lane, lanesOf } from './lanes.ts';

const GROUPS = ['pipeline', 'collector', 'host'] as const;
const AXIS = 22;
const ZOOM = 1.5;
const MOST_HEIGHT = 420;

/** Tasks over time: a canvas that is zoomed by wheel, buttons and keys, and moved by dragging and arrows. */
export function showTimeline(place: HTMLElement, tasks: TaskColumns): void {
  const rows = tasks.source.map((_, row) => row).filter((row) => (tasks.attempts[row] ?? 0) > 0);
  if (rows.length === 0) {
    place.append(el('p', {}, 'No source was asked: everything was here.'));
    return;
  }
  const timeline = new Timeline(tasks, rows);
  place.append(...timeline.elements);
  timeline.resize();
  addEventListener('resize', () => timeline.resize());
  onTheme(() => timeline.draw());
}

class Timeline {
  readonly #tasks: TaskColumns;
  readonly #rows: readonly number[];
  readonly #canvas: HTMLCanvasElement;
  readonly #told = el('p', { class: 'told', 'aria-live': 'polite' });
  readonly #end: number;
  #lanes: readonly Lane[] = [];
  #view = { from: 0, to: 1 };

  constructor(tasks: TaskColumns, rows: readonly number[]) {
    this.#tasks = tasks;
    this.#rows = rows;
    this.#end = rows.reduce((most, row) => Math.max(most, tasks.to[row] ?? 0), 1);
    this.#view = { from: 0, to: this.#end };
    this.#canvas = el('canvas', {
      tabindex: 0,
      role: 'img',
      'aria-label': `${rows.length} sources over ${duration(this.#end)}. Plus and minus zoom, arrows move, Home shows all. The table of sources has the same.`,
    });
    this.#group('pipeline');
    this.#listen();
  }

  get elements(): readonly HTMLElement[] {
    const button = (label: string, click: () => void) => el('button', { type: 'button', click }, label);
    const bar = el(
      'div',
      { class: 'bar' },
      choice('by', GROUPS, (value) => {
        this.#group(value as (typeof GROUPS)[number]);
        this.resize();
      }),
      button('Zoom in', () => this.#zoom(1 / ZOOM)),
      button('Zoom out', () => this.#zoom(ZOOM)),
      button('All', () => this.#all()),
      ...['collected', 'derived', 'failed', 'pending', 'gone'].map((ended) =>
        el('span', { class: `key ${ended}` }, ended),
      ),
    );
    return [bar, this.#canvas, this.#told];
  }

  #group(by: (typeof GROUPS)[number]): void {
    const { names } = this.#tasks;
    this.#lanes = lanesOf(
      this.#rows,
      this.#tasks,
      (row) => names[this.#tasks[by][row] ?? 0] || '(local or unknown)',
    );
  }

  resize(): void {
    const width = Math.max(200, this.#canvas.parentElement?.clientWidth ?? 800);
    const lane = Math.max(1, Math.min(14, Math.floor((MOST_HEIGHT - AXIS) / this.#lanes.length)));
    const height =
      AXIS + lane * this.#lanes.length + 16 * new Set(this.#lanes.map(({ group }) => group)).size;
    const scale = devicePixelRatio || 1;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.draw();
  }

  /** Top of each lane, and the height of all. */
  #layout(): { readonly tops: readonly number[]; readonly lane: number } {
    const height = this.#canvas.height / (devicePixelRatio || 1) - AXIS;
    const groups = new Set(this.#lanes.map(({ group }) => group)).size;
    const lane = (height - 16 * groups) / this.#lanes.length;
    const tops: number[] = [];
    let top = 0;
    let group: string | undefined;
    for (const { group: own } of this.#lanes) {
      if (own !== group) top += 16;
      group = own;
      tops.push(top);
      top += lane;
    }
    return { tops, lane };
  }

  draw(): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    const scale = devicePixelRatio || 1;
    const width = this.#canvas.width / scale;
    const height = this.#canvas.height / scale;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const { tops, lane } = this.#layout();
    const colours = new Map(this.#tasks.names.map((name, place) => [place, colour(`of-${name}`)]));
    const perMs = width / (this.#view.to - this.#view.from);
    for (const [index, { rows }] of this.#lanes.entries()) {
      // Of many on one pixel one is drawn.
      let drawnTo = -1;
      for (const row of rows) {
        const x = ((this.#tasks.from[row] ?? 0) - this.#view.from) * perMs;
        const end = Math.max(x + 1, ((this.#tasks.to[row] ?? 0) - this.#view.from) * perMs);
        if (end < 0 || x > width || end <= drawnTo) continue;
        context.fillStyle = colours.get(this.#tasks.ended[row] ?? 0) || colour('of-collected');
        context.fillRect(
          x,
          tops[index] ?? 0,
          Math.max(1, end - x - (lane > 3 ? 0.5 : 0)),
          Math.max(1, lane - (lane > 3 ? 1 : 0)),
        );
        drawnTo = Math.floor(end);
      }
    }
    this.#drawGroups(context, tops);
    this.#drawAxis(context, width, height);
  }

  #drawGroups(context: CanvasRenderingContext2D, tops: readonly number[]): void {
    context.fillStyle = colour('ink');
    context.font = '12px system-ui, sans-serif';
    for (const [index, { group }] of this.#lanes.entries())
      if (this.#lanes[index - 1]?.group !== group) context.fillText(group, 2, (tops[index] ?? 0) - 4);
  }

  #drawAxis(context: CanvasRenderingContext2D, width: number, height: number): void {
    context.fillStyle = colour('faint');
    context.strokeStyle = colour('line');
    const ticks = Math.max(2, Math.floor(width / 110));
    for (let tick = 0; tick < ticks; tick++) {
      const x = (width * tick) / ticks;
      const time = this.#view.from + ((this.#view.to - this.#view.from) * tick) / ticks;
      context.beginPath();
      context.moveTo(x, height - AXIS);
      context.lineTo(x, height - AXIS + 5);
      context.stroke();
      context.fillText(duration(time), x + 2, height - 6);
    }
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener(
      'wheel',
      (event) => {
        // Who only wants to scroll the page is let through.
        if (!event.ctrlKey && !event.shiftKey && document.activeElement !== canvas) return;
        event.preventDefault();
        this.#zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, event.offsetX / canvas.clientWidth);
      },
      { passive: false },
    );
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      canvas.focus();
    });
    canvas.addEventListener('pointermove', (event) => {
      if (event.buttons > 0) this.#move(-event.movementX / canvas.clientWidth);
      else this.#tell(this.#at(event.offsetX, event.offsetY));
    });
    canvas.addEventListener('pointerleave', () => this.#tell(undefined));
    const keys: Readonly<Record<string, () => void>> = {
      '+': () => this.#zoom(1 / ZOOM),
      '=': () => this.#zoom(1 / ZOOM),
      '-': () => this.#zoom(ZOOM),
      ArrowLeft: () => this.#move(-0.2),
      ArrowRight: () => this.#move(0.2),
      Home: () => this.#all(),
    };
    canvas.addEventListener('keydown', (event) => {
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  #at(x: number, y: number): number | undefined {
    const { tops, lane } = this.#layout();
    const index = tops.findIndex((top) => y >= top && y < top + Math.max(lane, 1));
    const time = this.#view.from + ((this.#view.to - this.#view.from) * x) / this.#canvas.clientWidth;
    const slack = (2 * (this.#view.to - this.#view.from)) / this.#canvas.clientWidth;
    return this.#lanes[index]?.rows.find(
      (row) => (this.#tasks.from[row] ?? 0) - slack <= time && (this.#tasks.to[row] ?? 0) + slack >= time,
    );
  }

  #tell(row: number | undefined): void {
    const { names, source, ended, collector, from, to } = this.#tasks;
    this.#told.textContent =
      row === undefined
        ? ''
        : `${source[row]}: ${names[ended[row] ?? 0]} by ${names[collector[row] ?? 0]}, ${duration((to[row] ?? 0) - (from[row] ?? 0))}, begun at ${duration(from[row] ?? 0)}`;
  }

  #zoom(factor: number, at = 0.5): void {
    const span = this.#view.to - this.#view.from;
    const wanted = Math.min(this.#end, Math.max(1, span * factor));
    const from = this.#view.from + (span - wanted) * at;
    this.#show(from, wanted);
  }

  #move(share: number): void {
    const span = this.#view.to - this.#view.from;
    this.#show(this.#view.from + share * span, span);
  }

  #all(): void {
    this.#show(0, this.#end);
  }

  #show(from: number, span: number): void {
    const start = Math.min(Math.max(0, from), this.#end - span);
    this.#view = { from: start, to: start + span };
    this.#canvas.dataset.view = `${Math.round(start)}-${Math.round(start + span)}`;
    this.draw();
  }
}
