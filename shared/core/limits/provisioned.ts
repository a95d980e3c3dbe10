import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { CATEGORIES, type Category, isAdjustable, isCategory } from './categories.ts';

/** The rates that were set for this deployment, in requests per second. A category without a rate is not limited. */
export type ProvisionedRates = { readonly [Name in Category]?: number };

/** The one record of these rates. */
export type ProvisionedLimits = {
  readonly scope: 'deployment';
  readonly rates: ProvisionedRates;
  readonly version: number;
};

/** A LimitDefinition of the API, in camelCase. */
export type LimitDefinition = {
  readonly limitClass: 'API_CATEGORY';
  readonly attributes: Readonly<Record<string, string>>;
};

/** What a category allows, in requests per second. */
export type Limit = { readonly provisionedLimitValue: number; readonly freeLimitValue: number };

const RECORD = { kind: 'limits', id: { scope: 'deployment' } } as const;

/**
 * Returns the category that a definition names. Throws InvalidParameterException for a definition without a category or
 * with other attributes, and ResourceNotFoundException for an unknown category.
 */
function categoryIn({ attributes }: LimitDefinition): Category {
  const { Category: name, ...others } = attributes;
  if (name === undefined || Object.keys(others).length > 0) {
    fail('InvalidParameterException', 'LimitDefinition must have the attribute Category and no other.');
  }
  return isCategory(name) ? name : fail('ResourceNotFoundException', `The category ${name} does not exist.`);
}

function limitOf(category: Category, rates: ProvisionedRates = {}): Limit {
  const { defaultRate } = CATEGORIES[category];
  return { provisionedLimitValue: rates[category] ?? defaultRate, freeLimitValue: defaultRate };
}

/** Reads a limit from the table. A category for which none was set shows Cognito's default, and is not limited. */
export async function provisionedLimit({ deps }: Call, definition: LimitDefinition): Promise<Limit> {
  const category = categoryIn(definition);
  const { limits } = await deps.records.read({ limits: RECORD });
  return limitOf(category, limits?.rates);
}

/**
 * Sets the rate of a category, in requests per second, and puts it into force in this process. Throws
 * InvalidParameterException for a rate below the default and for a category that is not adjustable.
 */
export async function setProvisionedLimit(call: Call, definition: LimitDefinition, rate: number): Promise<Limit> {
  const { deps } = call;
  const category = categoryIn(definition);
  const { defaultRate } = CATEGORIES[category];
  if (!isAdjustable(category)) fail('InvalidParameterException', `The limit of ${category} is not adjustable.`);
  if (rate < defaultRate) {
    fail('InvalidParameterException', `RequestedLimitValue must not be less than the default limit ${defaultRate}.`);
  }
  await untilCommitted(async () => {
    const { limits: before } = await deps.records.read({ limits: RECORD });
    const after = { scope: 'deployment', rates: { ...before?.rates, [category]: rate } } as const;
    const lost = await deps.records.commit([
      before ? { op: 'update', kind: 'limits', before, after } : { op: 'create', kind: 'limits', value: after },
    ]);
    return lost && AGAIN;
  });
  await deps.configuration.refreshRates();
  return limitOf(category, { [category]: rate });
}
