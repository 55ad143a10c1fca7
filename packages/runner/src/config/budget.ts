import { isPaid } from '@bowerbird/core';
import type { CheckContext } from './context.ts';
import { isObject, type Place, readField, readFields } from './place.ts';
import { budgetSchema } from './schema.ts';
import { didYouMean } from './suggest.ts';
import type { BudgetConfig, BudgetLimit } from './types.ts';

const AMOUNTS = ['run', 'day'] as const;

/** `budget` at the top level. A name that is nobody's would be a limit that holds nothing. */
export function readBudget(
  place: Place,
  value: unknown,
  pipelines: readonly string[],
  { registry }: CheckContext,
): BudgetConfig {
  const { shape } = budgetSchema;
  const fields = readFields(place, value ?? {}, Object.keys(shape));
  const providers = registry
    .collectors()
    .flatMap((definition) => (isPaid(definition) ? [definition.provider ?? definition.name] : []));
  return {
    limits: [
      ...readAmounts(place, fields, {}),
      ...readNamed(place.at('providers'), fields.providers, 'provider', providers),
      ...readNamed(place.at('pipelines'), fields.pipelines, 'pipeline', pipelines),
    ],
    unknownPrices:
      readField(place.at('unknownPrices'), shape.unknownPrices, fields.unknownPrices) ?? 'refuse',
    onAmbiguous: readField(place.at('onAmbiguous'), shape.onAmbiguous, fields.onAmbiguous) ?? 'hold',
  };
}

type Whose = Pick<BudgetLimit, 'provider' | 'pipeline'>;

function readAmounts(
  place: Place,
  fields: Readonly<Record<string, unknown>>,
  whose: Whose,
): readonly BudgetLimit[] {
  return AMOUNTS.flatMap((per) => {
    const most = readField(place.at(per), budgetSchema.shape[per], fields[per]);
    return most === undefined ? [] : [{ most, per, ...whose }];
  });
}

function readNamed(
  place: Place,
  value: unknown,
  kind: 'provider' | 'pipeline',
  known: readonly string[],
): readonly BudgetLimit[] {
  if (value === undefined) return [];
  const named = readFields(place, value, isObject(value) ? Object.keys(value) : []);
  return Object.entries(named).flatMap(([name, amounts]) => {
    const own = place.at(name);
    if (!known.includes(name)) {
      own.report(`no ${kind} is called ${JSON.stringify(name)}${didYouMean(name, known)}`);
      return [];
    }
    const whose = { [kind]: name };
    if (isObject(amounts)) return readAmounts(own, readFields(own, amounts, AMOUNTS), whose);
    const most = readField(own, budgetSchema.shape.run, amounts);
    return most === undefined ? [] : [{ most, per: 'run' as const, ...whose }];
  });
}
