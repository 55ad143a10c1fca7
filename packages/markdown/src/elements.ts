// What elements are, as far as it matters to Markdown (HTML, sections 4 and 15.3).

/** What begins a line. */
export const BLOCKS: ReadonlySet<string> = words(`
  address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset
  h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre search section summary table
  tbody td tfoot th thead tr ul xmp`);

/** What has no text for readers. */
export const SILENT: ReadonlySet<string> = words(`
  area audio base canvas col colgroup datalist defs embed frame frameset head iframe input link map meta metadata noframes
  param portal rp script select source style svg template textarea title track trigger video`);

/** What is emphasised, and how. */
export const STYLES: Readonly<Record<string, 'emphasis' | 'strong' | 'delete'>> = {
  em: 'emphasis',
  i: 'emphasis',
  cite: 'emphasis',
  dfn: 'emphasis',
  var: 'emphasis',
  strong: 'strong',
  b: 'strong',
  del: 'delete',
  s: 'delete',
  strike: 'delete',
};

/** Code in a line. */
export const CODE: ReadonlySet<string> = words('code kbd samp tt');

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
