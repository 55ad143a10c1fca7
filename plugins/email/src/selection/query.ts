import { CollectError } from '@bowerbird/core';

/** A query as a tree. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'words'; readonly text: string; readonly prefix: boolean }
  | { readonly kind: 'field'; readonly field: FieldName; readonly value: string };

const FIELDS = ['from', 'to', 'subject', 'list', 'label', 'has', 'before', 'after'] as const;
type FieldName = (typeof FIELDS)[number];

const TOKEN = /\s*(?:(\()|(\))|(-(?=\S))?(?:([a-z]+):)?(?:"([^"]*)"|([^\s()"]+)))/gy;

type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly kind: 'term'; readonly query: Query };

// Deeper ones nobody writes.
const DEEPEST = 50;

/**
 * Reads a query: words and "phrases" (`word*` for what begins so), AND (also by standing beside each other), OR, NOT or `-`, brackets, and
 * `from:`, `to:`, `subject:`, `list:`, `label:`, `has:attachment`, `before:`, `after:` (ISO 8601).
 * @throws {CollectError} `SOURCE_INVALID` with the place that is wrong
 */
export function parseQuery(text: string): Query {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#read();
  }

  parse(): Query {
    const query = this.#or(0);
    if (this.#at < this.#tokens.length) throw this.#wrong('there is a ")" too many');
    return query;
  }

  #read(): readonly Token[] {
    const tokens: Token[] = [];
    const text = this.#text.trim();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const match = TOKEN.exec(text);
      if (match === null) throw this.#wrong('a quotation mark is missing');
      const [, open, close, minus, field, phrase, word] = match;
      if (minus) tokens.push({ kind: 'not' });
      if (open) tokens.push({ kind: 'open' });
      else if (close) tokens.push({ kind: 'close' });
      else if (field === undefined && word !== undefined && /^(?:AND|OR|NOT)$/.test(word))
        tokens.push({ kind: word.toLowerCase() as 'and' | 'or' | 'not' });
      else tokens.push({ kind: 'term', query: this.#term(field, phrase, word) });
    }
    return tokens;
  }

  #term(field: string | undefined, phrase: string | undefined, word: string | undefined): Query {
    const value = phrase ?? word ?? '';
    if (field === undefined) return this.#words(value, phrase === undefined);
    if (!FIELDS.includes(field as FieldName)) {
      // `https://…` is no field.
      if (value.startsWith('//')) return this.#words(`${field}:${value}`, false);
      throw this.#wrong(
        `there is no field "${field}:"; there are ${FIELDS.map((name) => `${name}:`).join(', ')}`,
      );
    }
    if (field === 'has' && value !== 'attachment') throw this.#wrong('"has:" knows "attachment" alone');
    if ((field === 'before' || field === 'after') && Number.isNaN(Date.parse(value)))
      throw this.#wrong(`"${field}:${value}" is no date, such as 2024-05-31`);
    return { kind: 'field', field: field as FieldName, value };
  }

  #words(value: string, isWord: boolean): Query {
    const prefix = isWord && value.endsWith('*');
    const text = value.replaceAll(/[^\p{L}\p{N}\p{M}_]+/gu, ' ').trim();
    if (text === '') throw this.#wrong(`"${value}" has no letter and no digit`);
    return { kind: 'words', text, prefix };
  }

  #or(depth: number): Query {
    if (depth > DEEPEST) throw this.#wrong('its brackets are too deep');
    const parts = [this.#and(depth)];
    while (this.#next('or')) parts.push(this.#and(depth));
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
  }

  #and(depth: number): Query {
    const parts = [this.#not(depth)];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === 'or' || token.kind === 'close') break;
      this.#next('and');
      parts.push(this.#not(depth));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
  }

  #not(depth: number): Query {
    let negative = false;
    while (this.#next('not')) negative = !negative;
    const part = this.#one(depth);
    return negative ? { kind: 'not', part } : part;
  }

  #one(depth: number): Query {
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'term') return token.query;
    if (token?.kind !== 'open') throw this.#wrong('something is missing behind AND, OR, NOT or "("');
    const query = this.#or(depth + 1);
    if (!this.#next('close')) throw this.#wrong('a ")" is missing');
    return query;
  }

  #next(kind: Token['kind']): boolean {
    const isNext = this.#tokens[this.#at]?.kind === kind;
    if (isNext) this.#at++;
    return isNext;
  }

  #wrong(reason: string): CollectError {
    return new CollectError(
      'SOURCE_INVALID',
      `the query ${JSON.stringify(this.#text)} cannot be read: ${reason}`,
      {
        recovery: 'next',
        hint: 'Write for example: budget AND (from:jane OR "annual report") -label:private after:2024-01-01',
      },
    );
  }
}

/** Whether a query asks for what only the whole message tells. */
export function needsWords(query: Query): boolean {
  switch (query.kind) {
    case 'words':
      return true;
    case 'field':
      return query.field === 'has';
    case 'not':
      return needsWords(query.part);
    default:
      return query.parts.some(needsWords);
  }
}

/** A condition of SQL on the table `message`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A query as a condition on messages. */
export function toCondition(query: Query): Condition {
  switch (query.kind) {
    case 'words':
      return { sql: 'id in (select rowid from words where words match ?)', values: [matchOf(query)] };
    case 'field':
      return fieldCondition(query.field, query.value);
    case 'not': {
      const { sql, values } = toCondition(query.part);
      return { sql: `not ${sql}`, values };
    }
    default: {
      const parts = query.parts.map(toCondition);
      return {
        sql: `(${parts.map(({ sql }) => sql).join(` ${query.kind} `)})`,
        values: parts.flatMap(({ values }) => values),
      };
    }
  }
}

function matchOf({ text, prefix }: { readonly text: string; readonly prefix: boolean }): string {
  return `"${text}"${prefix ? '*' : ''}`;
}

/** The words that a message should have, as FTS5 asks for any of them: by these the relevance is told. `undefined`: there are none. */
export function relevantWords(query: Query): string | undefined {
  const found: string[] = [];
  const visit = (part: Query): void => {
    if (part.kind === 'words') found.push(matchOf(part));
    else if (part.kind === 'and' || part.kind === 'or') part.parts.forEach(visit);
  };
  visit(query);
  return found.length === 0 ? undefined : found.join(' OR ');
}

function fieldCondition(field: FieldName, value: string): Condition {
  switch (field) {
    case 'from':
      return contains('sender', value);
    case 'to':
      return contains('people', value);
    case 'subject':
      return contains('subject', value);
    case 'list':
      return contains("coalesce(list, '')", value);
    case 'label':
      return { sql: 'instr(labels, ?) > 0', values: [`|${value.toLowerCase()}|`] };
    case 'has':
      return { sql: 'coalesce(attachments, 0) > 0', values: [] };
    case 'before':
      return { sql: 'coalesce(date < ?, 0)', values: [Date.parse(value)] };
    case 'after':
      return { sql: 'coalesce(date >= ?, 0)', values: [Date.parse(value)] };
  }
}

/** Not `like`: `%` and `_` are letters of addresses. */
export function contains(column: string, value: string): Condition {
  return { sql: `instr(${column}, ?) > 0`, values: [value.toLowerCase()] };
}
