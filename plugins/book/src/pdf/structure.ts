import type { TagPlace } from './page.ts';
import type { TagReader } from './segments.ts';

/** The structure of a page, as pdf.js gives it. */
export interface StructureNode {
  readonly role?: string;
  readonly type?: string;
  readonly id?: string;
  readonly children?: readonly StructureNode[];
}

// What says what a text is (ISO 32000-2, tables 365 to 375); others only hold these.
const ROLES =
  /^(?:H[1-6]?|Title|P|LI|LBody|Lbl|TD|TH|Note|FENote|Caption|TOCI|Code|BlockQuote|Quote|BibEntry|Formula|Figure)$/;
const MOST_DEPTH = 100;

/** Reads a structure into the places of its marked contents. */
export function readStructure(root: StructureNode | null | undefined): ReadonlyMap<string, TagPlace> {
  const places = new Map<string, TagPlace>();
  let element = 0;
  let tables = 0;
  const visit = (
    node: StructureNode,
    around: TagPlace | undefined,
    table: { number: number; row: number; column: number } | undefined,
    depth: number,
  ) => {
    if (node.type === 'content' && node.id !== undefined) {
      places.set(node.id, around ?? { role: 'P', element: ++element });
      return;
    }
    const role = node.role ?? '';
    let inside = table;
    if (role === 'Table') inside = { number: tables++, row: -1, column: -1 };
    if (role === 'TR' && inside) {
      inside.row++;
      inside.column = -1;
    }
    const isCell = (role === 'TD' || role === 'TH') && inside !== undefined;
    if (isCell && inside) inside.column++;
    let place = around;
    // A paragraph in an item or a cell belongs to it.
    const isInside =
      around !== undefined &&
      /^(?:LI|LBody|TD|TH|Note|FENote|H[1-6]?|TOCI)$/.test(around.role) &&
      !/^(?:LI|TD|TH|H[1-6])$/.test(role);
    if (ROLES.test(role) && !isInside) {
      place = {
        role,
        element: ++element,
        ...(isCell && inside && { cell: { table: inside.number, row: inside.row, column: inside.column } }),
      };
    }
    if (depth < MOST_DEPTH) for (const child of node.children ?? []) visit(child, place, inside, depth + 1);
  };
  if (root) visit(root, undefined, undefined, 0);
  return places;
}

/** Follows the marked content of a page, with the places that its structure gives it. */
export function tagReader(places: ReadonlyMap<string, TagPlace>): TagReader {
  const stack: { place: TagPlace | undefined; isArtifact: boolean }[] = [];
  return {
    read({ type, id, tag }) {
      const around = stack.at(-1);
      if (type === 'endMarkedContent') stack.pop();
      else
        stack.push({
          place: (id === undefined ? undefined : places.get(id)) ?? around?.place,
          isArtifact: tag === 'Artifact' || around?.isArtifact === true,
        });
    },
    get isArtifact() {
      return stack.at(-1)?.isArtifact ?? false;
    },
    get place() {
      return stack.at(-1)?.place;
    },
  };
}
