import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';

/** An address in the memory of PDFium: of a thing of its own, or of bytes. 0 is none. */
export type Handle = number;

type Call<Parameters extends readonly number[]> = (...parameters: Parameters) => number;
type Of = Call<[of: Handle]>;
type Item = Call<[of: Handle, index: number]>;
type ToBuffer = Call<[of: Handle, buffer: Handle, bytes: number]>;

/**
 * What is used of PDFium's interface, by its own names (public/fpdf_*.h). Called without the wrappers of the package, which cost more than most of
 * the calls: what is true is 1, and strings are written to a buffer.
 */
export interface Functions {
  readonly malloc: Call<[bytes: number]>;
  readonly free: Of;
  readonly FPDF_LoadMemDocument: Call<[bytes: Handle, length: number, password: Handle]>;
  readonly FPDF_CloseDocument: Of;
  readonly FPDF_GetLastError: Call<[]>;
  readonly FPDF_GetFileVersion: Call<[document: Handle, version: Handle]>;
  readonly FPDF_GetMetaText: Call<[document: Handle, tag: Handle, buffer: Handle, bytes: number]>;
  readonly FPDFCatalog_GetLanguage: ToBuffer;
  readonly FPDF_GetPageCount: Of;
  readonly FPDF_GetPageLabel: Call<[document: Handle, index: number, buffer: Handle, bytes: number]>;
  readonly EPDFDoc_GetPageObjectNumberByIndex: Item;
  readonly FPDFCatalog_IsTagged: Of;
  readonly FPDFBookmark_GetFirstChild: Call<[document: Handle, bookmark: Handle]>;
  readonly FPDFBookmark_GetNextSibling: Call<[document: Handle, bookmark: Handle]>;
  readonly FPDFBookmark_GetTitle: ToBuffer;
  readonly FPDFBookmark_GetDest: Call<[document: Handle, bookmark: Handle]>;
  readonly FPDFBookmark_GetAction: Of;
  readonly FPDFAction_GetType: Of;
  readonly FPDFAction_GetDest: Call<[document: Handle, action: Handle]>;
  readonly FPDFDest_GetDestPageIndex: Call<[document: Handle, destination: Handle]>;
  readonly FPDFDest_GetView: Call<[destination: Handle, count: Handle, parameters: Handle]>;
  readonly FPDFDest_GetLocationInPage: Call<
    [destination: Handle, hasX: Handle, hasY: Handle, hasZoom: Handle, x: Handle, y: Handle, zoom: Handle]
  >;
  readonly FPDF_LoadPage: Item;
  readonly FPDF_ClosePage: Of;
  readonly FPDF_GetPageBoundingBox: Call<[page: Handle, rectangle: Handle]>;
  readonly FPDFPage_GetRotation: Of;
  readonly FPDFPage_CountObjects: Of;
  readonly FPDFPage_GetObject: Item;
  readonly FPDFPageObj_GetType: Of;
  readonly FPDFFormObj_CountObjects: Of;
  readonly FPDFFormObj_GetObject: Item;
  readonly FPDFPageObj_CountMarks: Of;
  readonly FPDFPageObj_GetMark: Item;
  readonly FPDFPageObjMark_GetName: Call<[mark: Handle, buffer: Handle, bytes: number, written: Handle]>;
  readonly FPDFPageObj_GetMarkedContentID: Of;
  readonly FPDFText_LoadPage: Of;
  readonly FPDFText_ClosePage: Of;
  readonly FPDFText_CountChars: Of;
  readonly FPDFText_GetText: Call<[text: Handle, start: number, count: number, buffer: Handle]>;
  readonly FPDFText_GetUnicode: Item;
  readonly FPDFText_HasUnicodeMapError: Item;
  readonly FPDFText_GetTextObject: Item;
  readonly FPDFText_GetLooseCharBox: Call<[text: Handle, index: number, rectangle: Handle]>;
  readonly FPDFText_GetCharOrigin: Call<[text: Handle, index: number, x: Handle, y: Handle]>;
  readonly FPDFText_GetMatrix: Call<[text: Handle, index: number, matrix: Handle]>;
  readonly FPDFTextObj_GetFont: Of;
  readonly FPDFTextObj_GetFontSize: Call<[object: Handle, size: Handle]>;
  readonly FPDFFont_GetBaseFontName: ToBuffer;
  readonly FPDFFont_GetFlags: Of;
  readonly FPDFFont_GetIsEmbedded: Of;
  readonly FPDFFont_GetGlyphWidth: Call<[font: Handle, character: number, size: number, width: Handle]>;
  readonly FPDF_StructTree_GetForPage: Of;
  readonly FPDF_StructTree_Close: Of;
  readonly FPDF_StructTree_CountChildren: Of;
  readonly FPDF_StructTree_GetChildAtIndex: Item;
  readonly FPDF_StructElement_GetType: ToBuffer;
  readonly FPDF_StructElement_CountChildren: Of;
  readonly FPDF_StructElement_GetChildAtIndex: Item;
  readonly FPDF_StructElement_GetChildMarkedContentID: Item;
}

interface Module {
  readonly wasmExports: Functions;
  // Views that are made anew where the memory grows.
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  readonly HEAP32: Int32Array;
  readonly HEAPF32: Float32Array;
  readonly HEAPF64: Float64Array;
}

const SCRATCH_BYTES = 4096;

/** PDFium in WebAssembly: its functions, and its memory. */
export class Pdfium {
  readonly call: Functions;
  readonly #module: Module;
  /** For what a call writes; 8 bytes apart from one another. Used until the next call. */
  readonly scratch: Handle;

  private constructor(module: Module) {
    this.#module = module;
    this.call = module.wasmExports;
    this.scratch = this.call.malloc(SCRATCH_BYTES);
  }

  static async load(): Promise<Pdfium> {
    const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
    const library = await init({ wasmBinary: wasmBinary as unknown as ArrayBuffer });
    library.PDFiumExt_Init();
    return new Pdfium(library.pdfium as unknown as Module);
  }

  /** Puts bytes into the memory. @returns where; to be freed */
  put(bytes: Uint8Array): Handle {
    const at = this.call.malloc(bytes.length);
    if (at === 0) throw new Error('it does not fit into memory');
    this.#module.HEAPU8.set(bytes, at);
    return at;
  }

  float(at: Handle): number {
    return this.#module.HEAPF32[at >> 2] as number;
  }

  double(at: Handle): number {
    return this.#module.HEAPF64[at >> 3] as number;
  }

  int(at: Handle): number {
    return this.#module.HEAP32[at >> 2] as number;
  }

  floats(at: Handle, count: number): readonly number[] {
    return Array.from({ length: count }, (_, index) => this.float(at + 4 * index));
  }

  /** A copy of UTF-16 code units. */
  units(at: Handle, count: number): Uint16Array {
    return this.#module.HEAPU16.slice(at >> 1, (at >> 1) + count);
  }

  /** What a call writes to a buffer, with a zero behind it, whose length in bytes it gives. */
  text(write: (buffer: Handle, bytes: number) => number, encoding: Encoding = 'utf-16le'): string {
    const bytes = write(this.scratch, SCRATCH_BYTES);
    if (bytes <= SCRATCH_BYTES) return this.decode(this.scratch, bytes, encoding);
    const buffer = this.call.malloc(bytes);
    try {
      write(buffer, bytes);
      return this.decode(buffer, bytes, encoding);
    } finally {
      this.call.free(buffer);
    }
  }

  /** A string up to the zero behind it. */
  decode(at: Handle, bytes: number, encoding: Encoding): string {
    const text = DECODERS[encoding].decode(this.#module.HEAPU8.subarray(at, at + bytes));
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }
}

type Encoding = keyof typeof DECODERS;
const DECODERS = { 'utf-16le': new TextDecoder('utf-16le'), 'utf-8': new TextDecoder('utf-8') };
