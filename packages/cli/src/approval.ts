import type { Plan, PlanOptions, Runner, RunOptions } from '@bowerbird/runner';
import type { Command } from 'commander';
import { ask } from './ask.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { interruptible } from './interruption.ts';
import { moneyAtMost } from './render/format.ts';
import { isPriced, renderBill } from './render/price.ts';
import type { Session } from './session.ts';

/** What a run may buy, as it was typed. */
export interface BuyingFlags {
  readonly maxCost?: string;
  readonly buyAgain?: boolean;
}

/** What a run may buy. */
export interface Buying {
  readonly options: Pick<RunOptions, 'maxCost' | 'buyAgain'>;
  /** Something was wished that nobody approved. */
  readonly declined: boolean;
}

/** Adds `--max-cost` and `--buy-again`. */
export function addBuyingOptions(command: Command): Command {
  return command
    .option('--max-cost <amount>', 'how much this run may spend, in US dollars, such as 5 or 2.50')
    .option('--buy-again', 'buy what was bought before: what is here does not count');
}

/** What the flags say by themselves. */
export async function readBuying(
  session: Session,
  { maxCost, buyAgain }: BuyingFlags,
): Promise<Buying['options']> {
  return {
    ...(maxCost !== undefined && { maxCost: await readAmount(session, maxCost) }),
    ...(buyAgain && { buyAgain: true }),
  };
}

/** An amount in US dollars, as it was typed. @throws {UsageError} */
export async function readAmount(session: Session, text: string, option = '--max-cost'): Promise<number> {
  const amount = (await session.loadRunner()).parseAmount(text);
  if (amount !== undefined) return amount;
  throw new UsageError(
    `${option} ${text}: this is no amount in US dollars`,
    `Write it as in ${option} 5, ${option} 2.50 or ${option} "2.50 usd".`,
  );
}

/**
 * Asks a person whether a run may buy, where nothing else says so and there is somebody to ask. Elsewhere the runner buys what a budget
 * allows, and nothing without one.
 * @param asks whether standard error is for people
 * @returns an exit code where it was stopped
 */
export async function approveBuying(
  session: Session,
  runner: Runner,
  options: Buying['options'],
  { asks, ...how }: PlanOptions & { readonly asks: boolean },
): Promise<Buying | number> {
  const settled = { options, declined: false };
  const { io } = session;
  if (options.maxCost !== undefined || how.offline) return settled;
  const wouldBuy = runner.paid.some((name) => how.pipelines?.includes(name) ?? true);
  if (!wouldBuy || runner.budgeted || !asks || !io.stdin.isTTY || !io.stderr.isTTY) return settled;
  let buying: Buying = settled;
  const code = await interruptible(session, async (signal) => {
    const plan = await planAloud(session, runner, { ...how, signal, buyAgain: options.buyAgain });
    if (!isPriced(plan.price)) return EXIT.done;
    buying = await askForPrice(session, plan, options, signal);
    signal.throwIfAborted();
    return EXIT.done;
  });
  return code === EXIT.done ? buying : code;
}

const LOOKING = 'looking up what is to be bought …';

async function planAloud({ screen }: Session, runner: Runner, options: PlanOptions): Promise<Plan> {
  if (!screen.canRedraw) return runner.plan(options);
  const canvas = screen.canvas();
  canvas.draw(LOOKING);
  try {
    return await runner.plan(options);
  } finally {
    canvas.clear();
  }
}

async function askForPrice(
  session: Session,
  plan: Plan,
  options: Buying['options'],
  signal: AbortSignal,
): Promise<Buying> {
  const { most } = plan.price;
  session.screen.say(renderBill(plan));
  const again = options.buyAgain ? ', also what was bought before' : '';
  const approved = await ask(session, `Buy up to ${moneyAtMost(most)}${again}? [y/N] `, signal);
  if (approved) return { options: { ...options, maxCost: most }, declined: false };
  if (!signal.aborted) session.screen.say('Nothing is bought; what is free is collected.');
  // What is here counts: nothing takes its place.
  return { options: {}, declined: options.buyAgain === true };
}
