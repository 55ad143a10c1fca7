import { childElements, type Element, isElement, localName, textOf } from '@bowerbird/markdown';
import { type BookMetadata, type Creator, type Identifier, readIdentifier } from '../book/metadata.ts';
import { attribute } from '../markup/tree.ts';

/** What refines an element: property and value (EPUB 3.3, section 5.5.4). */
type Refinements = ReadonlyMap<string, readonly { readonly property: string; readonly value: string }[]>;

/** Metadata of a package document, of EPUB 3 and 2: Dublin Core, its refinements, `opf:` attributes, and calibre's series. */
export function readMetadata(metadata: Element, uniqueId: string | undefined): BookMetadata {
  // EPUB 2 and its forerunner may wrap them.
  const elements = [metadata, ...childElements(metadata, 'dc-metadata', 'x-metadata')].flatMap((each) =>
    childElements(each),
  );
  const refinements = readRefinements(elements);
  const refined = (element: Element, property: string) =>
    refinements.get(element.attributes.id ?? '')?.find((one) => one.property === property)?.value;
  const all = (name: string) => elements.filter((each) => isElement(each, name) && textOf(each) !== '');
  const first = (name: string) => all(name).map(textOf)[0];
  const titles = readTitles(all('title'), refined);
  return {
    ...titles,
    creators: readCreators([...all('creator'), ...all('contributor')], refinements),
    series: readSeries(elements, refined),
    publisher: first('publisher'),
    published: dateOf(all('date')),
    modified:
      elements.find((each) => each.attributes.property === 'dcterms:modified') &&
      isoDate(propertyValue(elements, 'dcterms:modified')),
    identifiers: readIdentifiers(all('identifier'), uniqueId, refined),
    language: first('language')?.replaceAll('_', '-'),
    subjects: [...new Set(all('subject').map(textOf))],
    rights: first('rights'),
    description: first('description')
      ?.replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  };
}

function propertyValue(elements: readonly Element[], property: string): string {
  const element = elements.find(
    (each) => each.attributes.property === property && each.attributes.refines === undefined,
  );
  return element ? textOf(element) : '';
}

function readRefinements(elements: readonly Element[]): Refinements {
  const found = new Map<string, { property: string; value: string }[]>();
  for (const element of elements) {
    const { refines, property } = element.attributes;
    if (localName(element) !== 'meta' || refines === undefined || property === undefined) continue;
    const id = refines.replace(/^.*#/, '');
    const list = found.get(id) ?? [];
    list.push({ property, value: textOf(element) });
    found.set(id, list);
  }
  return found;
}

type Refined = (element: Element, property: string) => string | undefined;

/** The main title is the first, unless one is said to be (EPUB 3.3, section 5.5.3.1.2). */
function readTitles(titles: readonly Element[], refined: Refined): Pick<BookMetadata, 'title' | 'subtitle'> {
  const ordered = titles.toSorted(
    (a, b) => Number(refined(a, 'display-seq') ?? 0) - Number(refined(b, 'display-seq') ?? 0),
  );
  const typed = (type: string) => ordered.find((each) => refined(each, 'title-type') === type);
  const main =
    typed('main') ?? ordered.find((each) => refined(each, 'title-type') === undefined) ?? ordered[0];
  const subtitle = typed('subtitle');
  return {
    title: main && textOf(main),
    subtitle: subtitle && subtitle !== main ? textOf(subtitle) : undefined,
  };
}

function readCreators(elements: readonly Element[], refinements: Refinements): readonly Creator[] {
  return elements.map((element) => {
    const roles = (refinements.get(element.attributes.id ?? '') ?? []).filter(
      ({ property }) => property === 'role',
    );
    const fileAs = refinements
      .get(element.attributes.id ?? '')
      ?.find(({ property }) => property === 'file-as')?.value;
    const role = attribute(element, 'role') ?? roles[0]?.value;
    return {
      name: textOf(element),
      // As MARC calls who has helped, and nobody says how.
      role: role ?? (isElement(element, 'creator') ? 'aut' : 'ctb'),
      fileAs: attribute(element, 'file-as') ?? fileAs,
    };
  });
}

function readSeries(elements: readonly Element[], refined: Refined): BookMetadata['series'] {
  const collections = elements
    .filter((each) => each.attributes.property === 'belongs-to-collection' && textOf(each) !== '')
    .map((each) => ({ name: textOf(each), position: refined(each, 'group-position') }));
  if (collections.length > 0) return collections;
  const named = (name: string) => elements.find((each) => each.attributes.name === name)?.attributes.content;
  const name = named('calibre:series');
  return name === undefined ? [] : [{ name, position: named('calibre:series_index') }];
}

/** Its own identifier first: the one that the package calls unique. */
function readIdentifiers(
  elements: readonly Element[],
  uniqueId: string | undefined,
  refined: Refined,
): readonly Identifier[] {
  const ordered = elements.toSorted(
    (a, b) => Number(b.attributes.id === uniqueId) - Number(a.attributes.id === uniqueId),
  );
  return ordered.map((each) =>
    readIdentifier(textOf(each), attribute(each, 'scheme') ?? refined(each, 'identifier-type')),
  );
}

function dateOf(elements: readonly Element[]): string | undefined {
  const event = (name: string) => elements.find((each) => attribute(each, 'event') === name);
  const element =
    event('publication') ??
    event('original-publication') ??
    elements.find((each) => attribute(each, 'event') === undefined) ??
    elements[0];
  return element && isoDate(textOf(element));
}

/** A date as ISO 8601, as exact as it is; what is no date is none. */
export function isoDate(text: string): string | undefined {
  const exact =
    /^(\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?)$/.exec(
      text.trim(),
    )?.[1];
  if (exact !== undefined) return exact;
  return /^\s*(\d{4})\b/.exec(text)?.[1];
}
