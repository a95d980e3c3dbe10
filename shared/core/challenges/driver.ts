import type { ClientCall } from '#core/call.ts';
import { decoyRef } from '#core/decoys/decoy.ts';
import { type Device, deviceRef, failUnknownDevice, unforgotten } from '#core/devices/device.ts';
import { CognitoError, fail, TEXT } from '#core/errors.ts';
import { type Attempts, attemptsRef, type GuessRules } from '#core/guesses/attempts.ts';
import { guardedRelease } from '#core/guesses/guarded.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { MaybeUser } from '#core/users/find.ts';
import { subGuards, takenName } from '#core/users/taken-names.ts';
import type { User } from '#core/users/user.ts';
import type { Ref } from '#ports/records.ts';
import {
  type AuthSession,
  type AuthSessionStep,
  type ChallengeName,
  isNameInSession,
  NO_STAMP,
  nextStep,
  openSession,
  type SignIn,
} from './auth-session.ts';
import type { Branching, Chosen, Delegated, Guessed, Performed, Responses, Right } from './challenge.ts';
import { stepEnding } from './custom-flow.ts';
import { afterReach, challengeResult, type Ending, reachChange, type SignInResult, spentProof } from './ending.ts';
import type { Factor } from './levels.ts';
import { next } from './next.ts';
import { namedDevice, requiredParameter } from './parameters.ts';
import { refusalOf } from './refusal.ts';

/** A sign-in at the step that is being taken, its user and, from the second step on, the step that the table holds. */
type Taken = {
  readonly signIn: SignIn;
  readonly user: User | undefined;
  readonly device: Device | undefined;
  readonly reached?: AuthSessionStep | undefined;
  /** The challenge that the step answers by changing the user. */
  readonly performed?: ChallengeName;
};

/** A guess on which a step depends: the count as it was read, and what judges the guess. */
type FactorGuess = {
  readonly proves: Factor;
  readonly rules: GuessRules;
  readonly seen: Attempts | undefined;
  readonly judge: () => Right | undefined | Promise<Right | undefined>;
  /** See Guessed. */
  readonly afterwards?: (user: User, signIn: SignIn) => Promise<User>;
};

/**
 * Answers a challenge: opens the Session, reads its user, and lets the challenge judge the answer. Throws
 * InvalidParameterException for missing responses, NotAuthorizedException for a Session that is not or no longer valid,
 * and whatever the challenge throws.
 */
export async function answerChallenge<N extends ChallengeName>(
  call: ClientCall,
  asked: Guessed<N> | Performed<N> | Chosen<N> | Delegated<N> | Branching<N>,
  responses: Responses,
  given: string | undefined,
): Promise<SignInResult> {
  const challenge = 'branch' in asked ? asked.branch(responses) : (asked.instead?.(call, responses) ?? asked);
  for (const name of challenge.required) requiredParameter(responses, name);
  const sealed = challenge.sessionIn ? challenge.sessionIn(responses, given) : given;
  if (!sealed) return fail('InvalidParameterException', 'Missing required parameter Session');
  // A challenge knows the states of the sessions that it continues.
  const opened = openSession(call, sealed, challenge.continues ?? [challenge.name]) as AuthSession<N>;
  const session = withDevice(call, opened, responses);
  call.audit.sub = session.stamp === NO_STAMP ? undefined : session.sub;
  if ('choose' in challenge) return choose(call, challenge, session, responses);
  if ('goOn' in challenge) return delegate(call, challenge, session, responses);
  if (!challenge.proves) return untilCommitted(() => perform(call, challenge, session, responses));

  const { proves, guesses, afterwards } = challenge;
  const rules = typeof guesses === 'function' ? guesses(session) : guesses;
  const { found, attempts, taken, evidence } = await readSession(call, session, {
    attempts: attemptsRef(rules, session),
    evidence: challenge.evidence?.(session, responses),
  });
  const judge = () => {
    checkCurrent(call, taken, responses);
    return challenge.answer(call, { session, found, responses, evidence });
  };
  const change = afterwards && ((user: User, signIn: SignIn) => afterwards(call, user, { ...session, ...signIn }));
  return concludeGuess(call, taken, { proves, rules, seen: attempts, judge, ...(change && { afterwards: change }) });
}

/** Takes a step in which the client chooses how to go on. The choice is written, so that it is made once. */
async function choose<N extends ChallengeName>(
  call: ClientCall,
  challenge: Chosen<N>,
  session: AuthSession<N>,
  responses: Responses,
): Promise<SignInResult> {
  const { found, taken, evidence } = await readSession(call, session, {});
  checkCurrent(call, taken, responses);
  const { name, begin, signIn } = await challenge.choose(call, { session, found, responses, evidence });
  const after = await takeStep(call, session, taken.reached, signIn);
  return challengeResult(call, after, name, await begin(after));
}

/** Takes a step that the functions of the pool judge. */
async function delegate<N extends ChallengeName>(
  call: ClientCall,
  challenge: Delegated<N>,
  session: AuthSession<N>,
  responses: Responses,
): Promise<SignInResult> {
  const { found, taken } = await readSession(call, session, {});
  checkCurrent(call, taken, responses);
  const { device, reached } = taken;
  const signIn = await takeStep(call, session, reached);
  return challenge.goOn(call, { signIn, found, device, reached: afterReach(signIn, reached) }, responses);
}

/** Writes that a step is taken, whatever it leads to. Throws NotAuthorizedException if it was taken before. */
async function takeStep(
  call: ClientCall,
  { state: _, ...before }: AuthSession,
  reached: AuthSessionStep | undefined,
  remembers: Pick<SignIn, 'wants'> = {},
): Promise<SignIn> {
  const after = nextStep(call, { ...before, ...remembers });
  const lost = await call.deps.records.commit([reachChange(after, reached)]);
  return lost ? fail('NotAuthorizedException', TEXT.sessionUsed) : after;
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
  const { taken } = await readSession(call, session, {});
  const user = checkCurrent(call, taken, responses) ?? fail('NotAuthorizedException', TEXT.sessionInvalid);
  const changed = await challenge.answer(call, { session, user, responses, evidence: {} });
  return concludeChange(call, { ...taken, user, performed: challenge.name }, changed);
}

/** Returns the session with the device that the answer names. What another device has proved does not count for it. */
function withDevice<S extends SignIn>(call: ClientCall, session: S, responses: Responses): S {
  const deviceKey = namedDevice(call, responses);
  if (deviceKey === undefined || deviceKey === session.deviceKey) return session;
  return { ...session, deviceKey, passed: session.passed.filter(({ factor }) => factor !== 'DEVICE') };
}

/**
 * Reads what a step of a sign-in is judged by: its user, the step that it has reached, and whatever else is asked for.
 */
export async function readSession<N extends ChallengeName>(
  { deps, pool }: ClientCall,
  session: AuthSession<N>,
  more: { readonly attempts?: Ref<'attempts'>; readonly evidence?: ReturnType<NonNullable<Guessed<N>['evidence']>> },
) {
  const { id, poolId, sub, step, deviceKey } = session;
  // A sign-in that began with an unknown user name can't succeed.
  const isNobody = session.stamp === NO_STAMP;
  const { user, decoy, attempts, reached, softwareToken, passkey, ...read } = await deps.records.read({
    user: isNobody ? undefined : { kind: 'user', id: { poolId, sub } },
    decoy: isNobody ? decoyRef(poolId, sub) : undefined,
    attempts: more.attempts,
    reached: step > 0 ? { kind: 'authSession', id: { sessionId: id } } : undefined,
    device: pool.deviceConfiguration && deviceRef(session, deviceKey),
    softwareToken: more.evidence?.softwareToken,
    passkey: more.evidence?.passkey,
  });
  const device = unforgotten(read.device);
  const found: MaybeUser = { user, decoy };
  const taken: Taken = { signIn: session, user, device, reached };
  return { found, attempts, taken, evidence: { softwareToken, device, passkey } };
}

/**
 * Returns the user like currentUser. Also throws NotAuthorizedException for an answer that names somebody else, and
 * ResourceNotFoundException for one that names a device that the user does not have.
 */
function checkCurrent(call: ClientCall, taken: Taken, responses: Responses): User | undefined {
  const username = requiredParameter(responses, 'USERNAME');
  if (!isNameInSession(call.pool, taken.signIn, username)) fail('NotAuthorizedException', TEXT.sessionInvalid);
  const user = currentUser(taken);
  if (!taken.device && namedDevice(call, responses) !== undefined) failUnknownDevice();
  return user;
}

/**
 * Returns the user of a Session that may still be answered. Throws NotAuthorizedException if something has ended the
 * sign-in since.
 */
export function currentUser({ signIn, user, reached }: Taken): User | undefined {
  if (signIn.step > 0 && !reached) fail('NotAuthorizedException', TEXT.sessionInvalid);
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
  const { proves, rules, seen, judge, afterwards } = guess;
  const released = await guardedRelease(
    call,
    {
      guesser: { poolId: taken.signIn.poolId, sub: taken.signIn.sub },
      windows: [{ rules, seen }],
      judge: async () => {
        const right = await judge();
        return right && taken.user && { right, user: taken.user };
      },
    },
    async ({ right: { spends = [], spent, isRoaming }, user }) => {
      const proof = { factor: proves, at: deps.clock.now(), ...(isRoaming !== undefined && { isRoaming }) };
      const signIn = { ...taken.signIn, passed: [...taken.signIn.passed, proof] };
      const standing = { ...taken, signIn, user };
      const ending = refusalOf(call, standing) ? undefined : await stepEnding(call, standing);
      const lost = await deps.records.commit([...(ending?.changes ?? [spentProof(call, signIn, user)]), ...spends]);
      const refuseSpent = lost && spends.includes(lost.change) ? spent : undefined;
      return { lost, held: { ending, signIn, refuseSpent } };
    },
  );
  const { ending, signIn, refuseSpent } = released.held;
  if (released.lost) {
    call.audit.outcome = 'refused';
    return refuseSpent ? refuseSpent() : fail('NotAuthorizedException', TEXT.sessionUsed);
  }
  const { user } = released;
  const refusal = refusalNow(call, { ...taken, signIn, user }, ending);
  if (!refusal && user && ending) return finish(user, ending, signIn, afterwards);
  await ending?.withdraw();
  call.audit.outcome = 'refused';
  throw refusal;
}

/** Ends a step whose outcome may be revealed. A change of the user that is refused ends the sign-in. */
async function finish(
  user: User,
  ending: Ending,
  signIn: SignIn,
  afterwards: FactorGuess['afterwards'],
): Promise<SignInResult> {
  if (!afterwards) return ending.finish(user);
  const after = await afterwards(user, signIn).catch(async (error) => {
    await ending.withdraw();
    throw error;
  });
  return ending.finish(after);
}

/** Returns the error for a user who is refused after all, as the user is when the outcome may be revealed. */
function refusalNow(call: ClientCall, { signIn, user, device }: Taken, held: Ending | undefined) {
  const changed = () => new CognitoError('NotAuthorizedException', TEXT.incorrect);
  if (user?.stamp !== signIn.stamp) return changed();
  const standing = { signIn, user, device };
  const refusal = refusalOf(call, standing);
  if (refusal) return refusal;
  const isSame = held?.signOutEpoch === user.signOutEpoch && held.follows === next(call, standing)?.name;
  return isSame ? undefined : changed();
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
  const standing = { ...taken, user: after };
  const refusal = refusalOf(call, standing);
  if (refusal) throw refusal;
  const ending = await stepEnding(call, standing);
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
