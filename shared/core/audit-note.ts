import type { AcceptedDocument } from './terms/acceptance.ts';

/**
 * How a guess or a step of a sign-in ended, where the name of an error does not tell: `tokens` or a `code` were issued; another
 * `challenge` follows; the guess was `wrong`, and counted unless functions of the pool have judged it; it was not judged,
 * because earlier ones `locked` the user; it was right, but its effect was `refused`.
 */
type AuditOutcome = 'tokens' | 'code' | 'challenge' | 'wrong' | 'locked' | 'refused';

/**
 * What a call turns out to be about, for its line in the audit trail. Each member is set where it becomes certain: a pool
 * by whoever reads it, a user by whoever finds it. A name that leads to nobody leaves no `sub`, and nothing that the
 * client chose goes in here unverified.
 *
 * It is the one part of a call that changes. A line is written for calls that fail, too, and what an operation knew when
 * it threw is lost with its local variables. A result that every operation returns beside its output would be missing just
 * there; an error that carries it would have to be made by everything that can throw; an AsyncLocalStorage would do the
 * same as this out of sight, at a cost for every await; and watching which user is read from the store would note users
 * whom a call only looked at.
 */
export type AuditNote = {
  /** The id of the access key that signed the call. */
  accessKey?: string;
  poolId?: string;
  clientId?: string;
  /** The user whom the call was about: found, created, or named by a token or a session of this deployment. */
  sub?: string;
  /** Users who lost an e-mail address or phone number, as a sign-in name, to that user. */
  others?: readonly string[];
  outcome?: AuditOutcome;
  /** The number of recovery codes that a user has left after one was given in place of a code. */
  recoveryCodesLeft?: number;
  /** The terms documents that somebody has accepted who signs up. */
  acceptedTerms?: readonly AcceptedDocument[];
  /** The name of the error that a page has shown beside its form. */
  shown?: string;
  /** The name of the challenge that follows. */
  challenge?: string;
};

type Noting = { readonly audit: AuditNote };

/** Notes that a sign-in goes on with a challenge. */
export function noteChallenge({ audit }: Noting, challenge: string): void {
  audit.outcome = 'challenge';
  audit.challenge = challenge;
}

/** Notes the user of a token, if that token is of the pool that the call is about. */
export function noteTokenUser(
  { audit }: Noting,
  { poolId, sub }: { readonly poolId: string; readonly sub: string },
): void {
  if (poolId === audit.poolId) audit.sub = sub;
}
