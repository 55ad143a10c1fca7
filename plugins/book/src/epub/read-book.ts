import { type Element, findElement, textOf } from '@bowerbird/markdown';
import { ArchiveError, type ZipArchive } from '../archive/zip.ts';
import { assemble } from '../book/assemble.ts';
import { Marks, withoutControls, withoutMarks } from '../book/marks.ts';
import type { OutlineEntry } from '../book/outline.ts';
import { type BookResult, refused } from '../book/parsed.ts';
import { coverage, garbledRatio } from '../book/quality.ts';
import { decodeMarkup } from '../markup/decode.ts';
import { resolveTarget, type Target, targetKey } from '../markup/links.ts';
import { type FileLinks, findNotes, joinLinks, linksIn } from '../markup/notes.ts';
import { FileRenderer, type Places } from '../markup/render-file.ts';
import { parseTree, semantics, type Tree } from '../markup/tree.ts';
import { type ContentsEntry, type Navigation, NO_NAVIGATION, readNavigation, readNcx } from './navigation.ts';
import { type Package, readPackage } from './package.ts';
import { type Protection, readProtection } from './protection.ts';

/** A file of a book, read. */
interface Page extends Tree {
  readonly links: FileLinks;
}

/** Reads a book out of its archive: package, contents, the files in their order, notes over all of them. */
export function readBook(archive: ZipArchive): BookResult {
  const warnings = archive.warnings;
  const opened = openPackage(archive, warnings);
  if (!opened) return refused('no-book', 'it is an archive without a package document and without a page');
  const { book, version } = opened;
  warnings.push(...book.warnings);
  const protection = readProtection(archive);
  const locked = book.spine.find(({ path }) => protection.paths.has(path));
  if (locked) return refused('protected', `${locked.path} is encrypted by ${protection.scheme}`);
  const files = readFiles(archive, book, protection, warnings);
  if (files.size === 0) return refused('damaged', ['none of its files can be read', ...warnings].join('; '));
  const navigation = readContents(archive, book, warnings);
  const notes = findNotes(joinLinks(new Map([...files].map(([path, { links }]) => [path, links]))));
  const marks = new Marks();
  const renderer = new FileRenderer(marks, notes, placesOf(navigation));
  const parts = [...files].map(([path, { root }]) => ({
    href: path,
    text: renderer.render(path, root),
    terms: termsOf(root),
  }));
  if (!parts.some(({ text }) => hasText(text))) {
    warnings.push('there is no text in it, only pictures or media: what is kept are the titles of its pages');
    for (const part of parts) part.text += withoutControls(titleOf(files.get(part.href)?.root));
  }
  const assembled = assemble(
    parts,
    marks,
    toOutline(navigation.contents, (target) =>
      placeOf({ ...target, path: book.standIns.get(target.path) ?? target.path }, files),
    ),
    landmarksOf(navigation, book),
  );
  for (const title of assembled.lost)
    warnings.push(`the contents name ${JSON.stringify(title)}, which is nowhere in the book`);
  if (!hasText(assembled.text)) return refused('empty', 'there is no text in it: it may be made of pictures');
  const letters = [...files.values()].reduce((sum, page) => sum + page.letters, 0);
  const quality = {
    coverage: coverage(assembled.text, letters),
    garbled: garbledRatio(assembled.text),
    headings: assembled.headings,
  };
  return {
    status: 'parsed',
    book: { format: 'epub', version, metadata: book.metadata, book: assembled, quality, warnings },
  };
}

function openPackage(
  archive: ZipArchive,
  warnings: string[],
): { readonly book: Package; readonly version: string | undefined } | undefined {
  const path = packagePath(archive, warnings);
  if (path !== undefined) {
    const root = xmlFile(archive, path, warnings);
    if (root)
      return { book: readPackage(root, path), version: findElement(root, 'package')?.attributes.version };
  }
  const pages = archive.names.filter((name) => /\.x?html?$/i.test(name));
  if (pages.length === 0) return undefined;
  warnings.push('its package document cannot be read: its pages are read in the order of the archive');
  return {
    book: {
      ...readPackage(EMPTY, ''),
      spine: pages.map((name) => ({ path: name, isLinear: true })),
      warnings: [],
    },
    version: undefined,
  };
}

const EMPTY: Element = { name: '', attributes: {}, children: [], parent: undefined };

/** Where the package document is: as the container says (EPUB 3.3, section 4.2.6.3.1), else the one that there is. */
function packagePath(archive: ZipArchive, warnings: string[]): string | undefined {
  const container =
    archive.find('META-INF/container.xml') === undefined
      ? undefined
      : xmlFile(archive, 'META-INF/container.xml', warnings);
  const rootFile = container && findElement(container, 'rootfile');
  const named = rootFile?.attributes['full-path'];
  const path = named === undefined ? undefined : archive.find(resolveTarget('', named)?.path ?? '');
  if (path !== undefined) return path;
  const found = archive.names.find((name) => /\.opf$/i.test(name));
  if (found !== undefined)
    warnings.push(`META-INF/container.xml names no package document that is there: ${found} is read`);
  return found;
}

function xmlFile(archive: ZipArchive, path: string, warnings: string[]): Element | undefined {
  try {
    const { root, problem } = parseTree(decodeMarkup(archive.read(path)), { xml: true });
    if (problem !== undefined) warnings.push(`${path}: ${problem}`);
    return root;
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.reason === 'encrypted') throw error;
    warnings.push(error.message);
    return undefined;
  }
}

/** The files of the book in reading order, and behind them those that only notes lead to. */
function readFiles(
  archive: ZipArchive,
  book: Package,
  protection: Protection,
  warnings: string[],
): Map<string, Page> {
  const files = new Map<string, Page>();
  const read = (path: string) => {
    const tree = readPage(archive, path, warnings);
    if (tree) files.set(path, { ...tree, links: linksIn(path, tree.root) });
  };
  for (const { path } of book.spine) read(path);
  const elsewhere = new Set<string>();
  for (const { links } of files.values()) {
    for (const { target, isReference } of links.links) {
      const { path } = target;
      if (isReference && !files.has(path) && book.readable.has(path) && !protection.paths.has(path))
        elsewhere.add(path);
    }
  }
  for (const path of elsewhere) read(path);
  return files;
}

/** A page of the book. One that cannot be read costs itself, and not the book. */
function readPage(archive: ZipArchive, path: string, warnings: string[]): Tree | undefined {
  try {
    const tree = parseTree(decodeMarkup(archive.read(path)), { xml: false });
    if (tree.problem !== undefined) warnings.push(`${path}: ${tree.problem}`);
    return tree;
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.reason === 'encrypted') throw error;
    warnings.push(`left out: ${error.message}`);
    return undefined;
  }
}

/** EPUB 3's navigation document; what it lacks, from the NCX of EPUB 2. */
function readContents(archive: ZipArchive, book: Package, warnings: string[]): Navigation {
  const page = book.navigation === undefined ? undefined : readPage(archive, book.navigation, warnings);
  const own = page ? readNavigation(page.root, book.navigation ?? '') : NO_NAVIGATION;
  if (
    own.contents.length > 0 &&
    (own.pages.length > 0 || book.ncx === undefined || !hasPageList(archive, book.ncx))
  )
    return own;
  const root = book.ncx === undefined ? undefined : xmlFile(archive, book.ncx, warnings);
  const older = root ? readNcx(root, book.ncx ?? '') : NO_NAVIGATION;
  return {
    contents: own.contents.length > 0 ? own.contents : older.contents,
    pages: own.pages.length > 0 ? own.pages : older.pages,
    landmarks: own.landmarks,
  };
}

/** Whether an NCX has pages that a navigation document lacks: it is large, and mostly says the same. */
function hasPageList(archive: ZipArchive, path: string): boolean {
  return archive.find(path) !== undefined && archive.read(path).includes('pageList');
}

function placesOf({ contents, pages, landmarks }: Navigation): Places {
  const targets = landmarks.map(({ target }) => target);
  const add = (entries: readonly ContentsEntry[]) => {
    for (const { target, children } of entries) {
      if (target) targets.push(target);
      add(children);
    }
  };
  add(contents);
  return { targets, pages };
}

function toOutline(
  entries: readonly ContentsEntry[],
  place: (target: Target) => string,
): readonly OutlineEntry[] {
  return entries.map(({ title, target, children }) => ({
    title,
    href: target && place(target),
    children: toOutline(children, place),
  }));
}

/** Where an entry leads. A place that is not in its file is the start of the file. */
function placeOf(target: Target, files: ReadonlyMap<string, Page>): string {
  const page = files.get(target.path);
  return page && !page.links.targets.has(target.fragment ?? '') ? target.path : targetKey(target);
}

function landmarksOf({ landmarks }: Navigation, { guide }: Package): ReadonlyMap<string, readonly string[]> {
  const terms = new Map<string, string[]>();
  const add = (key: string, type: string) => terms.set(key, [...(terms.get(key) ?? []), type]);
  // `bodymatter` and its like mark where something begins; what follows is not of that type by itself.
  for (const { type, target } of landmarks) add(targetKey(target), type);
  for (const { type, href } of guide) {
    const target = resolveTarget('x', href);
    if (target)
      add(
        targetKey(target),
        type
          .toLowerCase()
          .replace(/^title-page$/, 'titlepage')
          .replace(/^(?:other\.|text$).*/, ''),
      );
  }
  return terms;
}

function bodyOf(root: Element): Element {
  return findElement(root, 'body') ?? root;
}

function hasText(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(withoutMarks(text));
}

/** What a page is called in its head. */
function titleOf(root: Element | undefined): string {
  const title = root && findElement(root, 'title');
  return title ? textOf(title) : '';
}

/** What a file says that it is: its body, or the one section in it. */
function termsOf(root: Element): readonly string[] {
  const body = bodyOf(root);
  const elements = body.children.filter((child) => typeof child === 'object');
  const [only] = elements;
  return [...semantics(body), ...(elements.length === 1 && only ? semantics(only) : [])];
}
