import { ensure, ensureEqual } from '../frame/ensure.ts';
import { type AnyPaid, type Book, type Bought, Crash, Desk, type Purchase } from './desk.ts';
import { type PaidProvider, type PurchaseRecovery, withProvider } from './provider.ts';
import { throughJson } from './states.ts';

/** What is bought, from providers that are opened for each purchase. */
export interface Sale {
  readonly definition: AnyPaid;
  readonly open: () => Promise<PaidProvider> | PaidProvider;
  readonly recovery: readonly PurchaseRecovery[];
  /** The request of a case, as discover() completes it. */
  readonly request: (provider: PaidProvider) => Promise<Purchase['request']>;
}

/** A purchase that nothing disturbed, and what it was charged. */
export interface Undisturbed {
  readonly bought: Bought;
  readonly charges: readonly { readonly cost: number }[];
  /** Of the options of the provider. */
  readonly secrets: readonly string[];
  /** Where it could have crashed, and what it has written down. */
  readonly desk: Desk;
}

/** Buys once, undisturbed. */
export async function buyOnce(sale: Sale): Promise<Undisturbed> {
  return withProvider(sale.open, async (provider) => {
    const desk = new Desk(await purchaseOf(sale, provider), {});
    const bought = await desk.work();
    return { bought, charges: provider.charges(), secrets: provider.secrets, desk };
  });
}

/** Crashes at every place of the paid path, each with a provider of its own, and goes on in a new process: it must be paid once. */
export async function checkCrashes(sale: Sale): Promise<void> {
  const { bought, desk } = await buyOnce(sale);
  ensure(
    bought.end === 'documents',
    'the purchase does not end with documents',
    'Mend what the tests before this one say.',
  );
  for (const [index, place] of desk.places.entries()) {
    const { after, charges } = await withProvider(sale.open, async (provider) => {
      const purchase = await purchaseOf(sale, provider);
      const book = await crashed(purchase, index);
      // What the first process had only in memory is gone.
      return {
        after: await new Desk(purchase, throughJson(book)).work(),
        charges: provider.charges().length,
      };
    });
    ensure(
      charges <= 1,
      `after a crash ${place} it was paid ${charges} times`,
      'Let find() recognise the purchase in the provider’s own list by what start() sent, or tell the suite the recovery that there is.',
    );
    if (after.end === 'unconfirmed') continue;
    ensure(
      after.end === 'documents',
      `after a crash ${place} the purchase fails: ${after.end === 'failed' && after.reason}`,
      'Let each step rest on what it is given and on nothing that an instance remembers.',
    );
    ensureEqual(
      after.documents,
      bought.documents,
      `after a crash ${place} other documents come out`,
      'Let poll() and find() bring the same answer whoever asks, and read() depend on answer and request alone.',
    );
  }
}

async function crashed(purchase: Purchase, index: number): Promise<Book> {
  const book: Book = {};
  try {
    await new Desk(purchase, book, index).work();
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  return book;
}

export async function purchaseOf(
  { definition, recovery, request }: Sale,
  provider: PaidProvider,
): Promise<Purchase> {
  return { definition, provider, recovery, request: await request(provider) };
}
