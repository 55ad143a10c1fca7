import { unescapeText } from './html-tree.ts';

/** What JSON-LD says about the page's article. */
export interface LinkedData {
  /** The page calls itself an article. */
  readonly isArticle: boolean;
  /** The page sells one thing. */
  readonly isProduct: boolean;
  /** It is a thread of a forum, or a question with its answers. */
  readonly isForum: boolean;
  /** The text of the article, as far as the page gives it. */
  readonly body?: string | undefined;
  readonly headline?: string | undefined;
  readonly authors: readonly string[];
  /** Of an article alone: systems give a date to each page, also to those that are of no day. */
  readonly published?: string | undefined;
  readonly modified?: string | undefined;
  readonly description?: string | undefined;
  readonly image?: string | undefined;
  readonly language?: string | undefined;
  readonly publisher?: string | undefined;
  readonly tags: readonly string[];
  readonly licence?: string | undefined;
}

type Node = Readonly<Record<string, unknown>>;

const ARTICLE =
  /(?:Article|Posting|Report|Review|Recipe|HowTo|CreativeWork|Chapter|Book|QAPage|FAQPage|TechArticle)$/;
const PAGE = /(?:WebPage|ItemPage|AboutPage|CollectionPage|Product)$/;
const MAX_NODES = 5000;

/** Reads the JSON-LD of a page: the first article of it, else the first page. Broken blocks are passed over. */
export function readJsonLd(blocks: readonly string[]): LinkedData {
  const nodes = blocks.flatMap((block) => nodesOf(parseJson(block)));
  const byId = new Map(nodes.map((node) => [node['@id'], node]));
  const article = nodes.find((node) => isOf(node, ARTICLE));
  const page = nodes.find((node) => isOf(node, PAGE));
  const site = nodes.find((node) => isOf(node, /WebSite$/));
  const main = article ?? page;
  if (main === undefined)
    return {
      isArticle: false,
      isProduct: false,
      isForum: false,
      authors: [],
      tags: [],
      publisher: textOf(site?.name),
    };
  const follow = (value: unknown): unknown => {
    const id = isNode(value) && Object.keys(value).length === 1 ? value['@id'] : undefined;
    return id === undefined ? value : (byId.get(id) ?? value);
  };
  return {
    isArticle: isOf(main, /(?:Article|BlogPosting|Recipe)$/),
    isProduct: nodes.some((node) => isOf(node, /^Product(?:Group)?$/)),
    isForum: nodes.some((node) => isOf(node, /^(?:DiscussionForumPosting|QAPage|Question)$/)),
    body: nodes.map((node) => textOf(node.articleBody)).find((text) => text !== undefined),
    headline: textOf(main.headline) ?? (article ? textOf(main.name) : undefined),
    authors: listOf(main.author ?? main.creator).flatMap((author) => nameOf(follow(author))),
    published: nodes
      .filter((node) => isOf(node, ARTICLE) || isOf(node, /^Question$/))
      .map((node) => textOf(node.datePublished) ?? textOf(node.dateCreated))
      .find((date) => date !== undefined),
    modified: textOf(main.dateModified),
    description: textOf(main.description),
    image: listOf(main.image)
      .map((image) => urlOf(follow(image)))
      .find((url) => url !== undefined),
    language: textOf(main.inLanguage),
    tags: listOf(main.keywords).flatMap((tag) => nameOf(tag)),
    licence: urlOf(listOf(main.license)[0]),
    publisher: nameOf(follow(main.publisher))[0] ?? textOf(site?.name),
  };
}

/** JSON as pages write it: in a comment or CDATA section, with line feeds inside strings. */
function parseJson(block: string): unknown {
  const text = block.replace(
    /^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)\s*;?\s*$/g,
    '',
  );
  for (const attempt of [text, text.replace(/\p{Cc}+/gu, ' ').replace(/;\s*$/, '')]) {
    try {
      return JSON.parse(attempt) as unknown;
    } catch {
      // The next attempt, or nothing.
    }
  }
  return undefined;
}

/** The objects of a block: itself, of arrays and `@graph` each, and what is the page's main entity. */
function nodesOf(root: unknown): readonly Node[] {
  const nodes: Node[] = [];
  const queue: unknown[] = [root];
  for (let index = 0; index < queue.length && index < MAX_NODES; index++) {
    const value = queue[index];
    if (Array.isArray(value)) queue.push(...value.slice(0, MAX_NODES));
    if (!isNode(value)) continue;
    nodes.push(value);
    queue.push(value['@graph'], value.mainEntity, value.mainEntityOfPage);
  }
  return nodes;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(node: Node, type: RegExp): boolean {
  return listOf(node['@type']).some((one) => typeof one === 'string' && type.test(one));
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, 50);
  return value === undefined || value === null ? [] : [value];
}

function textOf(value: unknown): string | undefined {
  const [first] = listOf(value);
  const text = isNode(first) ? first['@value'] : first;
  return typeof text === 'string' && text.trim() !== '' ? unescapeText(text.trim()) : undefined;
}

function nameOf(value: unknown): readonly string[] {
  const names = isNode(value) ? listOf(value.name) : [value];
  return names.filter((name) => typeof name === 'string').map(unescapeText);
}

function urlOf(value: unknown): string | undefined {
  return isNode(value) ? (textOf(value.url) ?? textOf(value.contentUrl)) : textOf(value);
}
