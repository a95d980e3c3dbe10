import { fail } from '#core/errors.ts';
import type { Clock } from '#ports/clock.ts';
import { categoryOf } from './categories.ts';
import type { ProvisionedRates } from './provisioned.ts';

/** Limits the requests of one process. */
export type Limiter = {
  /** Counts a request. Throws TooManyRequestsException when its category has used up its rate. */
  readonly admit: (operation: string, input: Readonly<Record<string, unknown>>) => void;
};

/** The requests that are left, and the time up to which they were replenished. */
type Bucket = { readonly left: number; readonly at: number };

/** Answers to challenges have a quota of their own, which is this many times that of their category. */
const RESPONSES = 3;

/**
 * Makes the limiter of one process: a bucket for each category that has a rate, which holds the requests of one second.
 * Every process counts for itself and stores nothing, so that the rate of a deployment with several processes is only
 * approximate.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#api-operation-special-handling
 */
export function createLimiter(clock: Clock, rates: () => ProvisionedRates): Limiter {
  const buckets = new Map<string, Bucket>();

  function take(name: string, rate: number): boolean {
    const now = clock.now();
    const { left, at } = buckets.get(name) ?? { left: rate, at: now };
    const filled = Math.min(rate, left + (Math.max(0, now - at) * rate) / 1000);
    const admitted = filled >= 1;
    buckets.set(name, { left: admitted ? filled - 1 : filled, at: now });
    return admitted;
  }

  return {
    admit(operation, { ChallengeName }) {
      const category = categoryOf(operation);
      // A new password counts as account recovery, whose rate cannot be set.
      if (category === undefined || ChallengeName === 'NEW_PASSWORD_REQUIRED') return;
      const rate = rates()[category];
      if (rate === undefined) return;
      const isResponse = ChallengeName !== undefined;
      if (isResponse && take(`${category} responses`, RESPONSES * rate)) return;
      if (!take(category, rate)) fail('TooManyRequestsException');
    },
  };
}
