import type { Document } from '@bowerbird/core';
import { scrubber } from '@bowerbird/secrets';
import { answerOf } from '../collector/calls.ts';
import { fakeContext } from '../context/fake-context.ts';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { inAnotherWorld } from '../frame/world.ts';
import type { Book } from './desk.ts';
import { orderOf, type Purchase, readOnce } from './purchase.ts';
import { buyOnce, type Sale, withPurchase } from './sale.ts';

// Money is kept in whole micro-dollars.
const MICRO_DOLLAR = 1e-6;

/** Buys once, for what the price said, and reads the same out of the answer whenever it is asked. */
export async function checkPurchase(sale: Sale, ids: readonly string[] | undefined): Promise<void> {
  const { bought, charges, secrets, desk } = await buyOnce(sale);
  ensure(
    bought.end === 'documents',
    `the purchase ends without documents: ${show(bought)}`,
    'Mend the collector, or the case: it must be one that the provider answers.',
  );
  const { book, documents } = bought;
  if (ids) {
    ensureEqual(
      documents.map(({ id }) => id),
      ids,
      'the purchase brought other documents than it should',
      'Mend read(), or the ids of the case.',
    );
  }
  ensure(
    charges.length === 1,
    `one purchase was charged ${charges.length} times`,
    'Let start() buy, and nothing else.',
  );
  checkCost(book, charges[0]?.cost ?? 0);
  await withPurchase(sale, async (purchase) => {
    await checkRead(purchase, book, documents);
    const order = orderOf(sale.definition, purchase.request);
    ensureNoSecret({ order, 'what was prepared': book.prepared, operation: desk.states, documents }, secrets);
  });
}

/** Reads an answer in another process, which has bought nothing. */
async function checkRead(purchase: Purchase, { done }: Book, documents: readonly Document[]): Promise<void> {
  const read = async () => {
    const fake = fakeContext();
    const [outcome] = await Promise.allSettled([readOnce(purchase, done?.answer ?? null, fake)]);
    const asked = fake.uses.find((use) => use.startsWith('fetch '));
    ensure(
      asked === undefined,
      `read() asks the network: ${asked}`,
      'Let poll() bring all that read() needs, in the answer: it is read again when the provider has forgotten it, and offline.',
    );
    return answerOf(outcome);
  };
  const remedy =
    'Let read() depend on the answer and the request alone: it is called again for every new revision, without the provider.';
  ensureEqual(await read(), documents, 'read() brings other documents at the second call', remedy);
  ensureEqual(
    await inAnotherWorld(read),
    documents,
    'read() brings other documents at another time, in another time zone',
    remedy,
  );
  ensure(
    purchase.provider.charges().length === 0,
    'read() was charged for',
    'Let read() work on the answer: whatever must be bought is bought by start().',
  );
}

function checkCost({ price, done }: Book, charged: number): void {
  const most = price?.most ?? 0;
  ensure(
    charged <= most + MICRO_DOLLAR,
    `it cost $${charged}, and price() said $${most} at most`,
    'Let price() round up, and take into account every option that raises the price: a budget holds only if no price is too low.',
  );
  const told = done?.cost;
  ensure(
    told === undefined || Math.abs(told - charged) <= MICRO_DOLLAR,
    `the operation says that it cost $${told}, and it was charged $${charged}`,
    'Take the cost from what the provider tells, or leave it out.',
  );
}

function ensureNoSecret(parts: Readonly<Record<string, unknown>>, secrets: readonly string[]): void {
  const scrub = scrubber(secrets);
  for (const [name, part] of Object.entries(parts)) {
    const text = JSON.stringify(part) ?? '';
    ensure(
      scrub(text) === text,
      `a secret of the options is in the ${name}, which is written down`,
      'Take it from the options at each call, and write down only what says which purchase it is.',
    );
  }
}

/** A purchase that the provider could not fulfil says why, and is not tried again by itself. */
export async function checkFailing(sale: Sale): Promise<void> {
  const { bought, charges } = await buyOnce(sale);
  ensure(
    bought.end === 'failed',
    `the provider could not fulfil it, and the purchase ends with ${bought.end}`,
    "Let poll() return { state: 'failed', reason } with the reason that the provider gives.",
  );
  ensure(
    charges.length <= 1,
    `a purchase that fails was charged ${charges.length} times`,
    'Let start() buy once, and poll() not at all.',
  );
}

/** The same comes out whatever the options that are no part of the order. */
export async function checkOtherOptions(sale: Sale, others: readonly object[]): Promise<void> {
  const { bought } = await buyOnce(sale);
  for (const other of others) {
    const open = async () => {
      const provider = await sale.open();
      return { ...provider, options: { ...(provider.options as object), ...other } };
    };
    const { bought: again } = await buyOnce({ ...sale, open });
    ensureEqual(
      again.end === 'documents' && again.documents,
      bought.end === 'documents' && bought.documents,
      `with the options ${show(other)} other documents come out`,
      'What decides the documents belongs into the request: options are in no key, so changed ones would go on giving the old answer.',
    );
  }
}
