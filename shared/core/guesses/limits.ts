import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Conflict, Ref } from '#ports/records.ts';
import type { Attempts, Guesser } from './attempts.ts';

/** A limit on how often something may be done in a period, which begins with the first use. */
export type UseLimit = {
  readonly window: string;
  readonly most: number;
  readonly periodMs: number;
  /** Throws the error for one use too many; without this member, it is LimitExceededException. */
  readonly exceeded?: () => never;
};

/** The operations that sign in do not declare LimitExceededException, so the text comes with this one. */
const refuseSignIn = () => fail('NotAuthorizedException', TEXT.limitExceeded);

/**
 * The limit on codes of further factors, per user and for SMS and e-mail together. Whoever causes them knows the
 * password. Cognito sends 5 to 20 in an hour, depending on the risk.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const MFA_CODE_LIMIT: UseLimit = {
  window: 'SEND#MFA',
  most: 20,
  periodMs: 3_600_000,
  exceeded: refuseSignIn,
};

/**
 * The limit on codes of first factors, per user or unknown name, and for SMS and e-mail together. Anybody can cause them,
 * so that they have a limit of their own, which is the lower half of what Cognito allows for further factors.
 */
export const FIRST_CODE_LIMIT: UseLimit = { ...MFA_CODE_LIMIT, window: 'SEND#SIGN_IN', most: 10 };

/**
 * The limit on sign-up codes that are sent again, per user.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const RESEND_LIMIT: UseLimit = { window: 'RESEND#SIGN_UP', most: 5, periodMs: 3_600_000 };

/**
 * The limit on verification codes that are sent again, per user and for both attributes together.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const VERIFICATION_RESEND_LIMIT: UseLimit = { window: 'RESEND#VERIFY', most: 5, periodMs: 3_600_000 };

/**
 * The limit on codes that are sent because a user gives a new e-mail address or phone number. It exists because the
 * user chooses where these codes go. Cognito publishes no number for them.
 */
export const VERIFICATION_SEND_LIMIT: UseLimit = { window: 'SEND#VERIFY', most: 10, periodMs: 3_600_000 };

/**
 * The limit on codes for a new password, per user or unknown name. Cognito allows 5 to 20 calls of ForgotPassword and
 * ConfirmForgotPassword together in an hour; with RESET_CODE_GUESSES there are ten.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const FORGOT_PASSWORD_LIMIT: UseLimit = { window: 'FORGOT_PASSWORD', most: 5, periodMs: 3_600_000 };

/** Returns the reference to the count of uses in the window of the limit. */
export function usesRef(limit: UseLimit, { poolId, sub }: Guesser): Ref<'attempts'> {
  return { kind: 'attempts', id: { poolId, subject: sub, window: limit.window } };
}

/**
 * Commits `changes` together with one more use, and returns the change that was lost, or undefined. Throws the error of
 * the limit when no use is left. Of parallel calls, only as many succeed as there are uses left.
 */
export async function spendUse(
  call: Call,
  limit: UseLimit,
  use: { readonly who: Guesser; readonly seen: Attempts | undefined; readonly changes: readonly Change[] },
): Promise<Conflict | undefined> {
  let { seen } = use;
  return untilCommitted(async () => {
    const lost = await call.deps.records.commit([
      ...use.changes,
      useChange(call, limit, { who: use.who, seen, times: 1 }),
    ]);
    if (lost?.change.kind !== 'attempts') return lost;
    seen = (await call.deps.records.read({ uses: usesRef(limit, use.who) })).uses;
    return AGAIN;
  });
}

/**
 * Returns how long it takes until a use is left, in milliseconds; 0 means that one is. `seen` is the count that was read.
 */
export function waitMs({ deps }: Call, limit: UseLimit, seen: Attempts | undefined): number {
  const now = deps.clock.now();
  return seen && seen.count >= limit.most ? Math.max(0, seen.expiresAt - now) : 0;
}

function refuse(): never {
  return fail('LimitExceededException');
}

/** Returns the change that adds `times` uses to the count that was read. Throws the error of the limit. */
export function useChange(
  { deps }: Call,
  limit: UseLimit,
  { who, seen, times }: { readonly who: Guesser; readonly seen: Attempts | undefined; readonly times: number },
): Change {
  const now = deps.clock.now();
  const current = seen && seen.expiresAt > now ? seen : undefined;
  const count = (current?.count ?? 0) + times;
  if (count > limit.most) (limit.exceeded ?? refuse)();
  const expiresAt = current?.expiresAt ?? now + limit.periodMs;
  const after = { ...usesRef(limit, who).id, count, lockedUntil: 0, expiresAt };
  return seen
    ? { op: 'update', kind: 'attempts', before: seen, after }
    : { op: 'create', kind: 'attempts', value: after };
}
