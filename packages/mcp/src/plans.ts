import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedPrice } from '@bowerbird/runner';
import { readJson, writeJson } from './files.ts';
import type { CollectionRequest } from './request.ts';

/** What a tool call would buy, waiting for a person. */
export interface StoredPlan {
  readonly version: 1;
  readonly id: string;
  readonly request: CollectionRequest;
  readonly price: PlannedPrice;
  /** ISO 8601. */
  readonly planned: string;
  /** Absent: nobody has approved it. `most` in US dollars. */
  readonly approved?: { readonly at: string; readonly most: number } | undefined;
}

/** The plans that tool calls have left in the data folder, and the approvals of them. One approval is for one run. */
export class Plans {
  readonly #folder: string;

  /** @param data the data folder, `Runner.folder` */
  constructor(data: string) {
    this.#folder = join(data, 'mcp', 'plans');
  }

  /** @param id what it was called by, as it was typed */
  async find(id: string): Promise<StoredPlan | undefined> {
    return /^[0-9a-f]{12}$/.test(id) ? readJson<StoredPlan>(this.#file(id)) : undefined;
  }

  /** All, the newest first. */
  async list(): Promise<readonly StoredPlan[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const ids = names.flatMap((name) => /^([0-9a-f]{12})\.json$/.exec(name)?.[1] ?? []);
    const plans = await Promise.all(ids.map((id) => this.find(id)));
    return plans.flatMap((plan) => plan ?? []).sort((a, b) => (a.planned < b.planned ? 1 : -1));
  }

  /** Keeps a plan for a person to approve. An approval that is there goes, unless it is for as much: to plan again takes nothing back. */
  async keep(plan: Omit<StoredPlan, 'version' | 'planned' | 'approved'>): Promise<void> {
    const before = await this.find(plan.id);
    if (before?.approved && before.approved.most >= plan.price.most) return;
    await writeJson(this.#file(plan.id), { ...plan, version: 1, planned: new Date().toISOString() });
  }

  /** Approves a plan at its price. */
  async approve(plan: StoredPlan): Promise<void> {
    const approved = { at: new Date().toISOString(), most: plan.price.most };
    await writeJson(this.#file(plan.id), { ...plan, approved });
  }

  /**
   * Uses an approval up, if there is one for as much.
   * @returns how much was approved, in US dollars; `undefined`: that was not
   */
  async use(id: string, most: number): Promise<number | undefined> {
    const plan = await this.find(id);
    if (plan?.approved === undefined || plan.approved.most < most) return undefined;
    try {
      // Of two that want it at once one gets it.
      await unlink(this.#file(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return plan.approved.most;
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
