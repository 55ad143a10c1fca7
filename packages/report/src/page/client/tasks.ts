import type { TaskColumns } from '../page-data.ts';
import { bytes, duration, money, number } from '../words.ts';
import { afterTyping, choice, el } from './dom.ts';

const PAGE = 100;
const SLOWEST = 20;

type Row = number;

interface Column {
  readonly name: string;
  /** What it is sorted by. */
  readonly key: (row: Row) => string | number;
  readonly show?: (row: Row) => Node | string;
}

function columnsOf(tasks: TaskColumns): readonly Column[] {
  const named = (column: readonly number[]) => (row: Row) => tasks.names[column[row] ?? 0] ?? '';
  const took = (row: Row) => (tasks.to[row] ?? 0) - (tasks.from[row] ?? 0);
  const of = (column: readonly number[]) => (row: Row) => column[row] ?? 0;
  const reason = (row: Row) => (tasks.reasons[row] ?? []).join(' → ');
  return [
    { name: 'source', key: (row) => tasks.source[row] ?? '' },
    {
      name: 'ended',
      key: named(tasks.ended),
      show: (row) => el('span', { class: `key ${named(tasks.ended)(row)}` }, named(tasks.ended)(row)),
    },
    { name: 'pipeline', key: named(tasks.pipeline) },
    { name: 'collector', key: named(tasks.collector) },
    { name: 'change', key: named(tasks.change) },
    { name: 'took', key: took, show: (row) => duration(took(row)) },
    { name: 'waited', key: of(tasks.waitedMs), show: (row) => duration(of(tasks.waitedMs)(row)) },
    { name: 'attempts', key: of(tasks.attempts), show: (row) => number(of(tasks.attempts)(row)) },
    { name: 'received', key: of(tasks.bytes), show: (row) => bytes(of(tasks.bytes)(row)) },
    { name: 'documents', key: of(tasks.documents), show: (row) => number(of(tasks.documents)(row)) },
    { name: 'cost', key: of(tasks.cost), show: (row) => money(of(tasks.cost)(row)) },
    { name: 'saved', key: of(tasks.saved), show: (row) => money(of(tasks.saved)(row)) },
    { name: 'reason', key: reason },
  ];
}

/** The sources that took longest. */
export function showSlowest(place: HTMLElement, tasks: TaskColumns): void {
  const columns = columnsOf(tasks).filter(({ name }) =>
    ['source', 'collector', 'took', 'waited', 'attempts', 'ended'].includes(name),
  );
  const took = (row: Row) => (tasks.to[row] ?? 0) - (tasks.from[row] ?? 0);
  const rows = tasks.source
    .map((_, row) => row)
    .filter((row) => (tasks.attempts[row] ?? 0) > 0)
    .sort((a, b) => took(b) - took(a))
    .slice(0, SLOWEST);
  if (rows.length === 0) place.append(el('p', {}, 'No source was asked.'));
  else place.append(scrolling('The slowest sources', tableOf('The slowest sources', columns, rows)));
}

/** All sources, to filter, to sort and to leaf through. */
export function showTasks(place: HTMLElement, tasks: TaskColumns): void {
  new TaskTable(place, tasks).show();
}

class TaskTable {
  readonly #place: HTMLElement;
  readonly #tasks: TaskColumns;
  readonly #columns: readonly Column[];
  readonly #count = el('p', { role: 'status' });
  readonly #table = el('div', {});
  readonly #search = el('input', { type: 'search', placeholder: 'source or reason' });
  readonly #more = el('button', { type: 'button', click: () => this.#grow() }, 'Show more');
  #ended = 'all';
  #shown = PAGE;
  #sort: { readonly column: string; readonly down: boolean } | undefined;

  constructor(place: HTMLElement, tasks: TaskColumns) {
    this.#place = place;
    this.#tasks = tasks;
    this.#columns = columnsOf(tasks);
  }

  show(): void {
    const ends = [...new Set(this.#tasks.ended)].map((place) => this.#tasks.names[place] ?? '').sort();
    const only = choice('only', ['all', ...ends], (value) => {
      this.#ended = value;
      this.#shown = PAGE;
      this.#draw();
    });
    afterTyping(this.#search, () => {
      this.#shown = PAGE;
      this.#draw();
    });
    const bar = el('div', { class: 'bar' }, only, el('label', {}, 'with ', this.#search));
    this.#place.append(bar, this.#count, this.#table, this.#more);
    this.#draw();
  }

  #grow(): void {
    this.#shown += PAGE;
    this.#draw();
  }

  #rows(): readonly Row[] {
    const { source, reasons, names, ended } = this.#tasks;
    const wanted = this.#search.value.toLowerCase();
    const matches = (row: Row) =>
      (this.#ended === 'all' || names[ended[row] ?? 0] === this.#ended) &&
      (wanted === '' ||
        (source[row] ?? '').toLowerCase().includes(wanted) ||
        (reasons[row]?.[0] ?? '').toLowerCase().includes(wanted));
    const rows = source.map((_, row) => row).filter(matches);
    const by = this.#columns.find(({ name }) => name === this.#sort?.column);
    if (!by) return rows;
    const sign = this.#sort?.down ? -1 : 1;
    return rows.sort((a, b) => sign * compare(by.key(a), by.key(b)));
  }

  #draw(): void {
    const rows = this.#rows();
    const shown = rows.slice(0, this.#shown);
    this.#count.textContent = `${number(rows.length)} of ${number(this.#tasks.source.length)} sources`;
    this.#more.hidden = shown.length === rows.length;
    const onSort = (column: string) => {
      this.#sort = { column, down: this.#sort?.column === column ? !this.#sort.down : false };
      this.#draw();
    };
    const table = tableOf('Sources', this.#columns, shown, { sort: this.#sort, onSort });
    this.#table.replaceChildren(scrolling('Sources', table));
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}

interface Sorting {
  readonly sort: { readonly column: string; readonly down: boolean } | undefined;
  readonly onSort: (column: string) => void;
}

function tableOf(
  caption: string,
  columns: readonly Column[],
  rows: readonly Row[],
  sorting?: Sorting,
): HTMLTableElement {
  const head = columns.map(({ name }) => {
    if (!sorting) return el('th', { scope: 'col' }, name);
    const sorted = sorting.sort?.column === name && (sorting.sort.down ? 'descending' : 'ascending');
    const button = el('button', { type: 'button', click: () => sorting.onSort(name) }, name);
    return el('th', { scope: 'col', ...(sorted && { 'aria-sort': sorted }) }, button);
  });
  const body = rows.map((row) =>
    el(
      'tr',
      {},
      ...columns.map(({ key, show }, index) =>
        el(index === 0 ? 'th' : 'td', index === 0 ? { scope: 'row' } : {}, show?.(row) ?? String(key(row))),
      ),
    ),
  );
  return el(
    'table',
    { class: 'tasks' },
    el('caption', { class: 'hidden' }, caption),
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...body),
  );
}

function scrolling(label: string, table: HTMLTableElement): HTMLElement {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, table);
}
