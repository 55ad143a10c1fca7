import { ensure, ensureEqual } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import { type Book, Crash, Desk } from './desk.ts';
import { withProvider } from './provider.ts';
import type { Purchase } from './purchase.ts';
import { buyOnce, purchaseOf, type Sale } from './sale.ts';

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
