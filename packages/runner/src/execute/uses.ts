import type { EvidenceUse, FileUse } from '../store/answers.ts';
import type { EvidenceRecord } from '../store/evidence.ts';

/** What one attempt's answer rests on. */
export interface Uses {
  readonly evidence: readonly EvidenceUse[];
  readonly files: readonly FileUse[];
  /** Whether that is all of it: nothing came that was not kept. */
  readonly complete: boolean;
  /** Whether anything came from outside, and not out of the store. */
  readonly brought: boolean;
  /** Epoch milliseconds of the newest original; `undefined` where there is none. */
  readonly retrieved: number | undefined;
  /** Epoch milliseconds: when the original that was compared longest ago was compared; `undefined` where there is none. */
  readonly checked: number | undefined;
}

const NOTHING = { evidence: [], files: [], retrieved: undefined, checked: undefined };

/** Notes what the answer of an attempt rests on, while it is made. */
export class UseLog {
  /** Originals by their keys, in the order in which they were used first. */
  readonly records = new Map<string, EvidenceRecord>();
  /** SHA-256 by path. */
  readonly files = new Map<string, string>();
  complete = true;
  brought = false;

  /** @param brought whether it came from outside, and not out of the store */
  note(
    key: string,
    { record, brought }: { readonly record: EvidenceRecord; readonly brought: boolean },
  ): void {
    this.records.set(key, record);
    this.brought ||= brought;
  }

  all(): Uses {
    const { records, files, complete, brought } = this;
    if (records.size + files.size === 0) return { ...NOTHING, complete, brought };
    const used = [...records.values()];
    return {
      evidence: [...records].map(([key, { digest }]) => ({ key, digest })),
      files: [...files].map(([path, sha256]) => ({ path, sha256 })),
      complete,
      brought,
      retrieved: used.length === 0 ? undefined : Math.max(...used.map((record) => record.retrieved)),
      checked: used.length === 0 ? undefined : Math.min(...used.map((record) => record.checked)),
    };
  }
}
