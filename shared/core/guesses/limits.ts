import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Lost, Ref } from '#ports/records.ts';
import type { Attempts, Guesser } from './attempts.ts';

/** How often something may be done in a period that begins with the first time. */
export type UseLimit = { readonly window: string; readonly most: number; readonly periodMs: number };

/** Sign-up codes sent again, per user. https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
export const RESEND_LIMIT: UseLimit = { window: 'RESEND#SIGN_UP', most: 5, periodMs: 3_600_000 };

/** Verification codes sent again, per user, for both attributes together. Same source. */
export const VERIFICATION_RESEND_LIMIT: UseLimit = { window: 'RESEND#VERIFY', most: 5, periodMs: 3_600_000 };

/**
 * Codes that a user has sent by giving a new e-mail or phone number. Cognito publishes no number for these; it is the
 * user who chooses where they go.
 */
export const VERIFICATION_SEND_LIMIT: UseLimit = { window: 'SEND#VERIFY', most: 10, periodMs: 3_600_000 };

/**
 * Codes for a new password, per user or unknown name. Cognito limits this operation too and does not publish the number.
 */
export const FORGOT_PASSWORD_LIMIT: UseLimit = { window: 'FORGOT_PASSWORD', most: 5, periodMs: 3_600_000 };

export function usesRef(limit: UseLimit, { poolId, sub }: Guesser): Ref<'attempts'> {
  return { kind: 'attempts', id: { poolId, subject: sub, window: limit.window } };
}

/**
 * Commits `changes` together with one more use; answers which of them was lost, or undefined. Throws
 * LimitExceededException when there is no use left. Of parallel calls, only as many succeed as there are uses left.
 */
export async function spendUse(
  call: Call,
  limit: UseLimit,
  use: { readonly who: Guesser; readonly seen: Attempts | undefined; readonly changes: readonly Change[] },
): Promise<Lost | undefined> {
  let { seen } = use;
  return untilCommitted(async () => {
    const lost = await call.deps.records.commit([
      ...use.changes,
      useStep(call, limit, { who: use.who, seen, times: 1 }),
    ]);
    if (lost?.change.kind !== 'attempts') return lost;
    seen = (await call.deps.records.read({ uses: usesRef(limit, use.who) })).uses;
    return AGAIN;
  });
}

/** The step that counts so many more uses, given the count that was read. Throws LimitExceededException. */
export function useStep(
  { deps }: Call,
  limit: UseLimit,
  { who, seen, times }: { readonly who: Guesser; readonly seen: Attempts | undefined; readonly times: number },
): Change {
  const now = deps.clock.now();
  const current = seen && seen.expiresAt > now ? seen : undefined;
  const count = (current?.count ?? 0) + times;
  if (count > limit.most) fail('LimitExceededException');
  const expiresAt = current?.expiresAt ?? now + limit.periodMs;
  const after = { ...usesRef(limit, who).id, count, lockedUntil: 0, expiresAt };
  return seen
    ? { op: 'update', kind: 'attempts', before: seen, after }
    : { op: 'create', kind: 'attempts', value: after };
}
