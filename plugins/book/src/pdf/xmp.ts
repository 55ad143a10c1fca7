import { readFileSync } from 'node:fs';
import { Parser } from 'htmlparser2';

/** The values of a packet of XMP by name, as `dc:title`: of a list, each entry. */
export type Xmp = ReadonlyMap<string, readonly string[]>;

const MOST_BYTES = 1024 * 1024;
const MOST_PACKETS = 200;

/**
 * What a PDF says of itself in XMP (ISO 16684-1). Packets are written so that they are found without knowing the file around them; a picture
 * has one of its own, and the one of the document comes last.
 */
export function readXmp(path: string): Xmp {
  const bytes = readFileSync(path);
  let end = bytes.length;
  for (let packet = 0; packet < MOST_PACKETS; packet++) {
    const to = bytes.lastIndexOf('</x:xmpmeta>', end);
    const from = to < 0 ? -1 : bytes.lastIndexOf('<x:xmpmeta', to);
    if (from < 0) break;
    const found = to - from > MOST_BYTES ? new Map() : parse(bytes.toString('utf8', from, to));
    const [format = 'application/pdf'] = found.get('dc:format') ?? [];
    if (format === 'application/pdf') return found;
    end = from;
  }
  return new Map();
}

function parse(packet: string): Xmp {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const clean = value.replace(/\s+/g, ' ').trim();
    if (clean !== '') values.set(name, [...(values.get(name) ?? []), clean]);
  };
  const open: string[] = [];
  let text = '';
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        text = '';
        // A property may stand as an attribute, too.
        if (name === 'rdf:Description' && open.length < 3)
          for (const [key, value] of Object.entries(attributes))
            if (!/^(?:xmlns|rdf)\b/.test(key)) add(key, value);
        open.push(name);
      },
      ontext(piece) {
        text += piece;
      },
      onclosetag() {
        // x:xmpmeta, rdf:RDF, rdf:Description, and in it properties with a value, or with rdf:Alt, rdf:Bag or rdf:Seq of rdf:li.
        const property = open[3];
        if (property && (open.length === 4 || (open.length === 6 && open[5] === 'rdf:li')))
          add(property, text);
        open.pop();
        text = '';
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(packet);
  return values;
}
