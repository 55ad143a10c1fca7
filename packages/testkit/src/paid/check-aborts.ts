import type { CollectContext } from '@bowerbird/core';
import { withInstance } from '../collector/calls.ts';
import { checkAborts } from '../collector/check-aborts.ts';
import { throughJson } from '../frame/json.ts';
import { fetchOf } from './provider.ts';
import type { AnyPaidCollector, Purchase } from './purchase.ts';

/** Whatever is free can be stopped. A start is left alone by the runner: it is paid for. */
export async function checkStops({ definition, provider, request }: Purchase): Promise<void> {
  for (const doing of ['price', 'prepare'] as const)
    await withInstance<AnyPaidCollector, void>(definition, provider.options, (instance) =>
      checkAborts(`${doing}()`, { fetch: fetchOf(provider) }, async (context: CollectContext) =>
        instance[doing]?.(throughJson(request), context),
      ),
    );
}
