/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text and that of CDATA sections. */
  readonly text: string;
}

const NAME = '[A-Za-z_][\\w:.-]*';
const ATTRIBUTE = new RegExp(`\\s+(${NAME})="([^"<]*)"`, 'g');
const TOKEN = new RegExp(
  `<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|</(${NAME})\\s*>|<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|([^<]+)`,
  'y',
);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Reads XML as the testkit writes it, and throws at whatever is not well-formed: no doctype, no comments, UTF-8. */
export function readXml(text: string): XmlElement {
  const start = /^<\?xml version="1\.0" encoding="utf-8"\?>\n/i.exec(text)?.[0];
  if (start === undefined) throw new Error('it has no XML declaration');
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open = [root];
  TOKEN.lastIndex = start.length;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    const parent = open.at(-1)!;
    if (!token) throw new Error(`not well-formed: ${text.slice(at, at + 60)}`);
    const [, section, closed, opened, attributes = '', empty, plain] = token;
    if (section !== undefined) parent.text += section;
    else if (plain !== undefined) parent.text += unescaped(plain);
    else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
    } else {
      const element = { name: opened!, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('it has no root element, or many');
  return root.children[0]!;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, unescaped(value!)]),
  );
}

function unescaped(text: string): string {
  return text.replace(/&([\w#]*);?/g, (reference, name: string) => {
    const char = reference.endsWith(';') ? ENTITIES[name] : undefined;
    if (char === undefined) throw new Error(`${reference} is no reference`);
    return char;
  });
}

/** The children of one name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the only child of one name. */
export function textOf(element: XmlElement, name: string): string {
  const found = childrenOf(element, name);
  if (found.length !== 1) throw new Error(`<${element.name}> has ${found.length} <${name}>`);
  return found[0]!.text;
}
