/** Anything that survives `JSON.stringify` and `JSON.parse`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. A field that is `undefined` counts as absent. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/**
 * The first thing in `value` that JSON would lose or change, as a path with its reason, or `undefined` if there is none.
 * Used wherever something crosses a boundary: requests, orders, documents, events.
 */
export function findNotJson(value: unknown, path = ''): string | undefined {
  const where = path === '' ? 'the value' : path;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${where} is ${String(value)}, which JSON cannot hold`;
    case 'object':
      return value === null ? undefined : findInObject(value, path, where);
    default:
      return `${where} is of type ${typeof value}, which JSON cannot hold`;
  }
}

function findInObject(value: object, path: string, where: string): string | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = findNotJson(value[index], `${path}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (!isPlain(value)) {
    return `${where} is a ${value.constructor?.name ?? 'class instance'}, which JSON would change`;
  }
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const found = findNotJson(item, path === '' ? key : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** Has no class. `Object.prototype` of another realm (Jest, `node:vm`) is another one; each has no prototype of its own. */
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
