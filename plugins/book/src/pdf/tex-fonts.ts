/** The signs of a typeface by their codes; a space where there is none. */
export type Signs = readonly string[];

// TeX sets mathematics in typefaces whose signs have names of TeX's own, so that a reader of PDF that knows Adobe's names alone has the codes
// instead: a bracket for a union. The encodings are OMS, OMX and OML (D. E. Knuth, The TeXbook, appendix F), and that of the AMS.
const OMS =
  '−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘∙≍≡⊆⊇≤≥⪯⪰∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽\u0338↦∀∃¬∅ℜℑ⊤⊥ℵABCDEFGHIJKLMNOPQRSTUVWXYZ∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|‖↕⇕\\≀√⨿∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠';
const OMX =
  '()[]⌊⌋⌈⌉{}⟨⟩|‖/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪|⎝⎠⎜⎟⟨⟩⨆⨆∮∮⨀⨀⨁⨁⨂⨂∑∏∫⋃⋂⨄⋀⋁∑∏∫⋃⋂⨄⋀⋁∐∐   ˜˜˜[]⌊⌋⌈⌉{}√√√√   ‖↑↓    ⇑⇓';
const OML = `${' '.repeat(0x22)}εϑϖϱςφ`;
const AMS_A = '⊡⊞⊠□■·◇◆';

const FONTS: readonly (readonly [RegExp, Signs])[] = [
  [/(?:^|\+)CMB?SY\d/, [...OMS]],
  [/(?:^|\+)CMEX\d/, [...OMX]],
  [/(?:^|\+)CMMIB?\d/, [...OML]],
  [/(?:^|\+)MSAM\d/, [...AMS_A]],
];

/** The signs of a typeface of TeX's, by its name. */
export function signsOf(font: string): Signs | undefined {
  return FONTS.find(([name]) => name.test(font))?.[1];
}

/** A stroke through a relation is set before it, or over it; the bar of an arrow before the arrow. */
export function joinSigns(text: string): string {
  if (!/[\u0338↦]/.test(text)) return text;
  return text
    .replace(/(?<!\p{Sm})\s*\u0338\s*(\p{Sm})/gu, ' $1\u0338')
    .replace(/\p{Sm}\s*\u0338/gu, (signs) => signs.replace(/\s+/, '').normalize('NFC'))
    .replace(/↦\s*→/g, '↦');
}
