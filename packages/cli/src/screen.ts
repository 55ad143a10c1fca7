import type { createLogUpdate } from 'log-update';
import type { Io, Output } from './io.ts';
import { createStyle, type Style } from './render/style.ts';

const DEFAULT_WIDTH = 80;

// What terminals show behind a line when Ctrl-C is pressed: it must go as well.
const ECHO = '^C';

/** What is drawn again and again. */
export interface Canvas {
  /** Draws lines in place of those before. */
  draw(text: string): void;
  /** Takes them away. */
  clear(): void;
}

/**
 * The two streams. Documents and JSON go to `out`, everything else to `say`. A reader that goes away (`bowerbird … | head`) is no
 * error: what is written after that is dropped. Any other error of standard output is kept for the end.
 */
export class Screen {
  readonly #io: Io;
  readonly #closed = new Set<Output>();
  readonly #onClose = new AbortController();
  #outError: Error | undefined;
  #wroteOut = false;
  readonly style: Style;
  readonly outStyle: Style;

  constructor(io: Io) {
    this.#io = io;
    this.style = createStyle(hasColour(io, io.stderr));
    this.outStyle = createStyle(hasColour(io, io.stdout));
    for (const output of [io.stdout, io.stderr]) {
      output.on?.('error', (error) => this.#close(output, error));
    }
  }

  #close(output: Output, error: Error): void {
    this.#closed.add(output);
    if (output !== this.#io.stdout) return;
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') this.#outError ??= error;
    this.#onClose.abort();
  }

  /** Waits until standard output has been written. @returns what was wrong with it, unless nobody reads it any more */
  async written(): Promise<Error | undefined> {
    const { stdout } = this.#io;
    if (this.#wroteOut && !this.#closed.has(stdout)) {
      await new Promise<void>((resolve) => {
        stdout.write('', (error) => {
          if (error) this.#close(stdout, error);
          resolve();
        });
      });
    }
    return this.#outError;
  }

  /** Writes to standard output. */
  out(text: string): void {
    this.#wroteOut = true;
    this.#write(this.#io.stdout, text);
  }

  /** Writes lines to standard error. */
  say(text: string): void {
    this.#write(this.#io.stderr, text === '' || text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Writes a question to standard error; the answer is typed behind it. */
  ask(question: string): void {
    this.#write(this.#io.stderr, question);
  }

  /** A place at the end of standard error that is drawn again and again. */
  canvas(): Canvas {
    const { stderr } = this.#io;
    // Asked anew each time: a window is made wider, lower and narrower while a run goes on.
    const stream = {
      get columns() {
        return stderr.columns;
      },
      get rows() {
        return stderr.rows;
      },
      write: (text: string) => this.#write(stderr, text),
    };
    // Loaded when there is something to draw: most commands draw nothing.
    let update: ReturnType<typeof createLogUpdate> | undefined;
    let drawn = '';
    const loading = import('log-update').then((module) => {
      update = module.createLogUpdate(stream as NodeJS.WriteStream, { showCursor: true });
      if (drawn !== '') update(drawn);
    });
    // Without it nothing is drawn, and everything is said.
    loading.catch(() => undefined);
    return {
      draw(text) {
        if (text === drawn) return;
        update?.(text);
        drawn = text;
      },
      clear() {
        update?.clear();
        drawn = '';
      },
    };
  }

  /** Aborted when standard output takes nothing any more. */
  get outClosed(): AbortSignal {
    return this.#onClose.signal;
  }

  /** Whether a person sees standard output. */
  get outIsTerminal(): boolean {
    return this.#io.stdout.isTTY === true;
  }

  /** Whether a line on standard error can be drawn again. */
  get canRedraw(): boolean {
    return this.#io.stderr.isTTY === true && this.#io.env.TERM !== 'dumb';
  }

  /** The longest line that can be drawn again. The last column stays free: some terminals wrap when it is written to. */
  get redrawWidth(): number {
    return (this.#io.stderr.columns || DEFAULT_WIDTH) - ECHO.length - 1;
  }

  #write(output: Output, text: string): void {
    if (text !== '' && !this.#closed.has(output)) output.write(text);
  }
}

function hasColour(io: Io, output: Output): boolean {
  return output.isTTY === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
