import type { PageData, PageDocument } from '../page-data.ts';
import { number } from '../words.ts';
import { afterTyping, choice, el } from './dom.ts';

const PAGE = 50;

/** The documents, to search and to open: text with its places in the source. */
export function showDocuments(place: HTMLElement, { documents, documentsInAll }: PageData): void {
  if (documents.length === 0) {
    const why =
      documentsInAll === 0
        ? 'No document came out.'
        : 'The cache does not hold the documents of this run any more.';
    place.append(el('p', {}, why));
    return;
  }
  const search = el('input', { type: 'search', placeholder: 'title, id or text' });
  const count = el('p', { role: 'status' });
  const list = el('div', {});
  const more = el('button', { type: 'button' }, 'Show more');
  const pipelines = ['all', ...new Set(documents.map(({ pipeline }) => pipeline))];
  let [pipeline, shown] = ['all', PAGE];
  const draw = () => {
    const wanted = search.value.toLowerCase();
    const found = documents.filter(
      (document) =>
        (pipeline === 'all' || document.pipeline === pipeline) &&
        [document.title, document.id, document.text].some((text) => text.toLowerCase().includes(wanted)),
    );
    const part = documentsInAll > documents.length ? `, the first of ${number(documentsInAll)}` : '';
    count.textContent = `${number(found.length)} of ${number(documents.length)} documents${part}`;
    list.replaceChildren(...found.slice(0, shown).map(entry));
    more.hidden = found.length <= shown;
  };
  const anew = () => {
    shown = PAGE;
    draw();
  };
  afterTyping(search, anew);
  more.addEventListener('click', () => {
    shown += PAGE;
    draw();
  });
  const only = choice('of', pipelines, (value) => {
    pipeline = value;
    anew();
  });
  place.append(el('div', { class: 'bar' }, only, el('label', {}, 'with ', search)), count, list, more);
  draw();
}

function entry(document: PageDocument): HTMLElement {
  const { title, id, source, pipeline, length, spans } = document;
  const details = el(
    'details',
    { class: 'document' },
    el(
      'summary',
      {},
      title,
      el(
        'small',
        {},
        ` ${pipeline} · ${number(length)} characters · ${number(spans.length + document.moreSpans)} spans`,
      ),
    ),
  );
  // A thousand texts are not laid out before anybody opens one.
  details.addEventListener(
    'toggle',
    () => details.append(el('p', {}, el('small', {}, `${id}, from ${source}`)), ...body(document)),
    { once: true },
  );
  return details;
}

/** The text, cut where spans begin, each with its place. */
function body({ text, length, spans, moreSpans }: PageDocument): readonly HTMLElement[] {
  const cuts = [...new Set([0, ...spans.map(({ start }) => start)])].sort((a, b) => a - b);
  const places = Map.groupBy(spans, ({ start }) => start);
  const parts = cuts.map((start, index) => {
    const marks = (places.get(start) ?? []).map(({ place }) => el('span', { class: 'place' }, place));
    return el('div', { class: 'part' }, ...marks, text.slice(start, cuts[index + 1]));
  });
  const rest = [
    ...(length > text.length ? [`${number(length - text.length)} more characters`] : []),
    ...(moreSpans > 0 ? [`${number(moreSpans)} more spans`] : []),
  ];
  return [
    el('div', { class: 'text' }, ...parts),
    ...(rest.length > 0 ? [el('p', {}, el('small', {}, `${rest.join(', ')}: not in this page.`))] : []),
  ];
}
