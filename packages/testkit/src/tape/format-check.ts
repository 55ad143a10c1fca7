type Fields = Readonly<Record<string, unknown>>;
/** What is wrong with a value, as the rest of a sentence that begins with its path. */
type Find = (value: unknown) => string | undefined;

/** The first thing in a value that no exchange has, as `request.url is no text`, or `undefined` if it is an exchange. */
export const findExchangeProblem: Find = fieldsOf({
  request: fieldsOf({
    method: text,
    url: text,
    redirect: optional(text),
    headers: optional(texts),
    body: optional(askedBody),
  }),
  response: fieldsOf({
    status: integer,
    statusText: optional(text),
    url: optional(text),
    redirected: optional(boolean),
    headers: texts,
    body: optional(body),
  }),
});

function fieldsOf(finders: Readonly<Record<string, Find>>): Find {
  return (value) => {
    if (!isObject(value)) return ' is no object';
    for (const [name, find] of Object.entries(finders)) {
      const problem = find(value[name]);
      if (problem !== undefined) return within(name, problem);
    }
    return undefined;
  };
}

/** A problem of a part, as one of the whole. */
export function within(name: string, problem: string): string {
  return problem.startsWith(' ') ? `${name}${problem}` : `${name}.${problem}`;
}

function optional(find: Find): Find {
  return (value) => (value === undefined ? undefined : find(value));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : ' is no text';
}

function integer(value: unknown): string | undefined {
  return Number.isInteger(value) ? undefined : ' is no whole number';
}

function boolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : ' is neither true nor false';
}

function texts(value: unknown): string | undefined {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string')
    ? undefined
    : ' is no object of texts';
}

function askedBody(value: unknown): string | undefined {
  if (!isObject(value) || !('sha256' in value)) return body(value);
  return text(value.sha256) ?? integer(value.bytes);
}

function body(value: unknown): string | undefined {
  const fields = isObject(value) ? value : {};
  if (fields.json !== undefined) return undefined;
  if (typeof fields.text === 'string' || isTexts(fields.text)) return undefined;
  // Node reads what is no base64 as far as it can, and says nothing.
  if (typeof fields.base64 === 'string')
    return Buffer.from(fields.base64, 'base64').toString('base64') === fields.base64
      ? undefined
      : ' is no base64';
  return ' has neither json nor text nor base64';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
