type Head = Pick<Response, 'headers' | 'status'>;
interface HeadInit {
  readonly status: number;
  readonly headers: Headers;
}

// TypeScript has Response as an interface of properties, which no class may override.
const ResponseHead = Response as unknown as new (body: null, init: HeadInit) => Head;
const utf8 = new TextDecoder();

/** An answer whose bytes are all here, as a Response. @param url where it came from, after redirects */
export function wholeResponse(bytes: Uint8Array, init: HeadInit, url: string): Response {
  return new WholeResponse(bytes, init, url) as unknown as Response;
}

/**
 * A Response (Fetch standard, section 5.5) whose bytes are all here. The stream that any other is made around costs more than the
 * rest of a request together; here it is made when somebody asks for it.
 */
class WholeResponse extends ResponseHead {
  readonly #bytes: Uint8Array;
  readonly #url: string;
  #stream: Response | undefined;
  #used = false;

  constructor(bytes: Uint8Array, init: HeadInit, url: string) {
    super(null, init);
    this.#bytes = bytes;
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  get body(): Response['body'] {
    this.#stream ??= new Response(Buffer.from(this.#used ? '' : this.#bytes));
    return this.#stream.body;
  }

  get bodyUsed(): boolean {
    return this.#used || (this.#stream?.bodyUsed ?? false);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return Uint8Array.from(this.#take()).buffer;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return Uint8Array.from(this.#take());
  }

  async text(): Promise<string> {
    return utf8.decode(this.#take());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async blob(): Promise<Blob> {
    return new Blob([Uint8Array.from(this.#take())], { type: this.headers.get('content-type') ?? '' });
  }

  async formData(): Promise<FormData> {
    return new Response(Buffer.from(this.#take()), { headers: this.headers }).formData();
  }

  clone(): WholeResponse {
    if (this.bodyUsed) throw new TypeError('the body was read already');
    const { status, headers } = this;
    return new WholeResponse(this.#bytes, { status, headers: new Headers(headers) }, this.#url);
  }

  #take(): Uint8Array {
    if (this.bodyUsed || this.#stream?.body?.locked) throw new TypeError('the body was read already');
    this.#used = true;
    return this.#bytes;
  }
}
