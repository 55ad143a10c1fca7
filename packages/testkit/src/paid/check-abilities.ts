import { ensure, show } from '../frame/ensure.ts';
import type { AnyPaidDefinition, PaidSuiteOptions } from './options.ts';
import { withProvider } from './provider.ts';
import { type AnyPaidCollector, callOnce } from './purchase.ts';

const NEEDED = ['price', 'start', 'read'] as const;

/** Has what the suite was told of, and no more: what it was not told of would not be tested. */
export async function checkAbilities(
  definition: AnyPaidDefinition,
  { provider: open, recovery }: PaidSuiteOptions,
): Promise<void> {
  await withProvider(open, async (provider) => {
    ensure(
      provider.charges().length === 0,
      'the provider has charged before anything was bought',
      'Let `provider` open a new one each time.',
    );
    ensure(
      Array.isArray(provider.secrets),
      'the provider does not say which values of its options are secrets',
      'Give the provider secrets: [key], the key with which the stand-in is reached; or secrets: [] where there is none.',
    );
    await callOnce<void>({ definition, provider }, 'create()', (instance) =>
      checkInstance(instance, recovery),
    );
  });
  const isIdempotent = definition.idempotent === true;
  ensure(
    isIdempotent === recovery.includes('idempotency-key'),
    `its definition ${isIdempotent ? 'is' : 'is not'} idempotent, and the suite was told the recovery ${show(recovery)}`,
    "Say `idempotent: true` in the definition and recovery: ['idempotency-key'] in the suite, or neither.",
  );
}

function checkInstance(instance: AnyPaidCollector, recovery: PaidSuiteOptions['recovery']): void {
  for (const name of NEEDED)
    ensure(
      typeof instance[name] === 'function',
      `its instance has no ${name}()`,
      'Let create() return { price, start, read } and what else it can: see PaidCollector in @bowerbird/core.',
    );
  const finds = typeof instance.find === 'function';
  ensure(
    finds === recovery.includes('find'),
    `it ${finds ? 'has' : 'has no'} find(), and the suite was told the recovery ${show(recovery)}`,
    "Give find() and recovery: ['find'], or neither.",
  );
}
