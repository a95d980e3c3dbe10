import type { ClientCall } from '#core/call.ts';
import { decoyRef } from '#core/decoys/decoy.ts';
import { CognitoError, fail, TEXT } from '#core/errors.ts';
import { type Attempts, attemptsRef, type GuessRules } from '#core/guesses/attempts.ts';
import { guardedRelease } from '#core/guesses/guarded.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { MaybeUser } from '#core/users/find.ts';
import { checkMaySignIn, signInRefusal } from '#core/users/sign-in-status.ts';
import { subGuards, takenName } from '#core/users/taken-names.ts';
import type { User } from '#core/users/user.ts';
import {
  type AuthSession,
  type AuthSessionStep,
  type ChallengeName,
  type Factor,
  isNameInSession,
  NO_STAMP,
  openSession,
  type SignIn,
} from './auth-session.ts';
import type { Guessed, Performed, Responses } from './challenge.ts';
import { type Ending, endingOf, type SignInResult, spentProof } from './ending.ts';
import { next } from './next.ts';
import { requiredParameter } from './parameters.ts';

/** A sign-in at the step that is being taken, its user and, from the second step on, the step that the table holds. */
type Taken = {
  readonly signIn: SignIn;
  readonly user: User | undefined;
  readonly reached?: AuthSessionStep | undefined;
};

/** A guess on which a step depends: the count as it was read, and whether the guess is right. */
type FactorGuess = {
  readonly proves: Factor;
  readonly rules: GuessRules;
  readonly seen: Attempts | undefined;
  readonly isRight: () => boolean | Promise<boolean>;
};

/**
 * Answers a challenge: opens the Session, reads its user, and lets the challenge judge the answer. Throws
 * InvalidParameterException for missing responses, NotAuthorizedException for a Session that is not or no longer valid,
 * and whatever the challenge throws.
 */
export async function answerChallenge<N extends ChallengeName>(
  call: ClientCall,
  challenge: Guessed<N> | Performed<N>,
  responses: Responses,
  given: string | undefined,
): Promise<SignInResult> {
  for (const name of challenge.required) requiredParameter(responses, name);
  const sealed = challenge.sessionIn ? challenge.sessionIn(responses) : given;
  if (!sealed) return fail('InvalidParameterException', 'Missing required parameter Session');
  const session = openSession(call, sealed, challenge.name);
  call.audit.sub = session.stamp === NO_STAMP ? undefined : session.sub;
  if (!challenge.proves) return untilCommitted(() => perform(call, challenge, session, responses));

  const { found, attempts, reached } = await readSession(call, session, challenge.guesses);
  const taken: Taken = { signIn: session, user: found.user, reached };
  const isRight = () => {
    checkCurrent(call, taken, responses);
    return challenge.answer(call, { session, found, responses });
  };
  return concludeGuess(call, taken, { proves: challenge.proves, rules: challenge.guesses, seen: attempts, isRight });
}

/**
 * Takes a step that changes the user, for the user as it is now. Returns AGAIN when another write of the user came
 * first: if that was an attribute or a group, the sign-in goes on.
 */
async function perform<N extends ChallengeName>(
  call: ClientCall,
  challenge: Performed<N>,
  session: AuthSession<N>,
  responses: Responses,
): Promise<SignInResult | typeof AGAIN> {
  const { found, reached } = await readSession(call, session, undefined);
  const taken: Taken = { signIn: session, user: found.user, reached };
  const user = checkCurrent(call, taken, responses) ?? fail('NotAuthorizedException', TEXT.sessionInvalid);
  const changed = await challenge.answer(call, { session, user, responses });
  return concludeChange(call, { ...taken, user }, changed);
}

async function readSession({ deps }: ClientCall, session: AuthSession, guesses: GuessRules | undefined) {
  const { id, poolId, sub, step } = session;
  // A sign-in that began with an unknown user name can't succeed.
  const isNobody = session.stamp === NO_STAMP;
  const { user, decoy, attempts, reached } = await deps.records.read({
    user: isNobody ? undefined : { kind: 'user', id: { poolId, sub } },
    decoy: isNobody ? decoyRef(poolId, sub) : undefined,
    attempts: guesses && attemptsRef(guesses, session),
    reached: step > 0 ? { kind: 'authSession', id: { sessionId: id } } : undefined,
  });
  const found: MaybeUser = { user, decoy };
  return { found, attempts, reached };
}

/**
 * Returns the user of a Session that may still be answered. Throws NotAuthorizedException if something has ended the
 * sign-in since.
 */
function checkCurrent({ pool }: ClientCall, { signIn, user, reached }: Taken, responses: Responses): User | undefined {
  if (!isNameInSession(pool, signIn, requiredParameter(responses, 'USERNAME')) || (signIn.step > 0 && !reached)) {
    return fail('NotAuthorizedException', TEXT.sessionInvalid);
  }
  if (reached && reached.step !== signIn.step) fail('NotAuthorizedException', TEXT.sessionUsed);
  if ((user?.stamp ?? NO_STAMP) !== signIn.stamp) fail('NotAuthorizedException', TEXT.sessionInvalid);
  return user;
}

/**
 * Ends a step that depends on a guess, and returns the next challenge or the tokens. What the step leads to is written
 * first, for the user as it was read. Then guardedRelease decides when the outcome may be revealed, and returns the
 * user as it is by then. A change that keeps the user's stamp, such as that of an attribute, does not end the sign-in:
 * the tokens are issued for the user after the change.
 */
export async function concludeGuess(call: ClientCall, taken: Taken, guess: FactorGuess): Promise<SignInResult> {
  const { deps } = call;
  const { proves, rules, seen, isRight } = guess;
  const passed = [...taken.signIn.passed, { factor: proves, at: deps.clock.now() }];
  const signIn = { ...taken.signIn, passed };
  const released = await guardedRelease(
    call,
    {
      guesser: { poolId: signIn.poolId, sub: signIn.sub },
      windows: [{ rules, seen }],
      judge: async () => ((await isRight()) ? taken.user : undefined),
    },
    async (user) => {
      const isRefused = signInRefusal(user, deps.clock.now()) !== undefined;
      const ending = isRefused ? undefined : await endingOf(call, { ...taken, signIn, user });
      return { lost: await deps.records.commit(ending?.changes ?? [spentProof(call, signIn, user)]), held: ending };
    },
  );
  if (released.lost) {
    call.audit.outcome = 'refused';
    return fail('NotAuthorizedException', TEXT.sessionUsed);
  }
  const { held, user } = released;
  const refusal = refusalNow(call, signIn, user, held);
  if (!refusal && user && held) return held.finish(user);
  await held?.withdraw();
  call.audit.outcome = 'refused';
  throw refusal;
}

/** Returns the error for a user who is refused after all, as the user is when the outcome may be revealed. */
function refusalNow(call: ClientCall, signIn: SignIn, user: User | undefined, held: Ending | undefined) {
  const hasStamp = user?.stamp === signIn.stamp;
  const refusal = hasStamp ? signInRefusal(user, call.deps.clock.now()) : undefined;
  if (refusal) return refusal;
  const isSame = hasStamp && held?.signOutEpoch === user.signOutEpoch;
  if (isSame && held.follows === next(call, user, signIn.passed)?.name) return undefined;
  return new CognitoError('NotAuthorizedException', TEXT.incorrect);
}

/**
 * Ends a step that changes the user. The change, the step and what follows are written together or not at all. Throws
 * AliasExistsException for a name that another user has, and NotAuthorizedException when the Session was used before.
 */
async function concludeChange(
  call: ClientCall,
  taken: Taken & { readonly user: User },
  after: User,
): Promise<SignInResult | typeof AGAIN> {
  const { deps } = call;
  const { user: before } = taken;
  checkMaySignIn(after, deps.clock.now());
  const ending = await endingOf(call, { ...taken, user: after });
  const lost = await deps.records.commit([
    { op: 'update', kind: 'user', before, after },
    ...subGuards(after, before),
    ...ending.changes,
  ]);
  if (!lost) return ending.finish(after);
  const name = takenName(lost, after);
  if (name) fail('AliasExistsException', TEXT.accountExists(name.kind));
  return lost.change.kind === 'user' ? AGAIN : fail('NotAuthorizedException', TEXT.sessionUsed);
}
