import type { Socket } from 'node:net';

// For the store, the sinks, the workers and whatever files are read meanwhile.
const RESERVED = 40;
const LEAST = 8;

interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
}

/** How many sockets may be open at a time: half of what the process may open beside what it needs itself. */
export function mostSockets(limit = openFilesLimit()): number {
  return Math.max(LEAST, Math.floor((limit - RESERVED) / 2));
}

/** `ulimit -n`; infinite where there is none. */
function openFilesLimit(): number {
  // The types do not have it yet.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
  const { excludeNetwork } = report;
  // Otherwise the names of all peers are looked up for it.
  report.excludeNetwork = true;
  const soft = (report.getReport() as Report).userLimits?.open_files?.soft;
  report.excludeNetwork = excludeNetwork;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}

/** Counts sockets, so that there are never more than there may be: what else has to open a file would fail. */
export class Sockets {
  readonly most: number;
  #open = 0;

  constructor(most = mostSockets()) {
    this.most = most;
  }

  /** Whether there is room for one more; the error is what the system would say. */
  findProblem(): Error | undefined {
    if (this.#open < this.most) return undefined;
    return Object.assign(new Error(`${this.most} sockets are open`), { code: 'EMFILE' });
  }

  /** From now on until it is given back or its socket closes, there is one more. */
  begin(): { attach(socket: Socket): void; giveBack(): void } {
    this.#open++;
    const giveBack = () => this.#open--;
    return { attach: (socket) => void socket.once('close', giveBack), giveBack };
  }
}
