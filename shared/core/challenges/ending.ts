import { noteChallenge } from '#core/audit-note.ts';
import type { ClientCall } from '#core/call.ts';
import { deviceGroupKey, type NewDevice, newDeviceKey } from '#core/devices/device.ts';
import { fail, TEXT } from '#core/errors.ts';
import { acrName } from '#core/pools/acr.ts';
import { tracksSessions } from '#core/pools/sessions.ts';
import { endOldest } from '#core/sso/living.ts';
import { COGNITO, newSsoSession } from '#core/sso/sso-session.ts';
import { newFamily } from '#core/tokens/family.ts';
import { issueTokens, prepareToIssue, type Tokens } from '#core/tokens/issue.ts';
import { beginSession } from '#core/tokens/sessions.ts';
import { useBy } from '#core/tokens/user-session.ts';
import { postAuthentication } from '#core/triggers/post-authentication.ts';
import type { TokenSource } from '#core/triggers/pre-token-generation.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import {
  type AuthSessionStep,
  type ChallengeName,
  type CustomChallenges,
  nextStep,
  type SignIn,
  sealSession,
} from './auth-session.ts';
import type { Begun, Following } from './challenge.ts';
import type { ChoiceName } from './choices.ts';
import { levelOf, methodsOf } from './levels.ts';
import { next, type Standing } from './next.ts';
import { refusalOf } from './refusal.ts';
import { secretBlockOf, sessionBeside } from './srp-exchange.ts';

/** The result of a step of a sign-in. `session` is absent where a challenge parameter carries the Session. */
export type SignInResult =
  | {
      readonly tokens: Tokens;
      /** The device that the client may confirm, for a sign-in from no confirmed one. */
      readonly newDevice?: NewDevice;
    }
  | {
      /** The sign-in was on the hosted pages. */
      readonly ssoSession: Unversioned<'ssoSession'>;
      readonly user: User;
    }
  | {
      readonly challenge: ChallengeName;
      readonly session?: string;
      readonly parameters: Readonly<Record<string, string>>;
      /** The challenges among which the client may choose, where a sign-in by choice begins. */
      readonly available?: readonly ChoiceName[];
    };

/** A step that was passed by a user who may sign in. */
export type TakenStep = Standing & {
  readonly reached?: AuthSessionStep | undefined;
  /** The challenge that the step has answered, if it changes the user. */
  readonly performed?: ChallengeName;
};

/** The end of a step. Nothing of it reaches the client before `finish`. */
export type Ending = {
  /** The challenge that follows, or undefined if tokens follow. */
  readonly follows: ChallengeName | undefined;
  /** The epoch of the user that the decision was based on. */
  readonly signOutEpoch: number;
  /**
   * The changes that are written before it is known whether the step succeeds. Each has the condition that the step was
   * not taken before.
   */
  readonly changes: readonly Change[];
  /**
   * Returns what the client learns, for the user as it is by then. Tokens are withdrawn if a function of the pool refuses
   * them; the error is thrown.
   */
  readonly finish: (user: User) => Promise<SignInResult>;
  /** Undoes what was written, so that it does not look as if the user had signed in. */
  readonly withdraw: () => Promise<void>;
};

/** Returns the end of a step: the next challenge, or what the sign-in ends in if no challenge is left. */
export async function endingOf(call: ClientCall, step: TakenStep): Promise<Ending> {
  const following = next(call, step);
  if (following) return challengeEnding(call, step, following);
  return step.signIn.via === 'browser' ? browserEnding(call, step) : tokenEnding(call, step);
}

/**
 * Ends a step for a user whose factors are already proved, as they were read, and returns the next challenge or the
 * tokens. There is no guess to count: what has proved them cannot be guessed. Throws the error for a user who may not
 * sign in, and NotAuthorizedException if the step was taken before.
 */
export async function concludeProof(call: ClientCall, step: TakenStep): Promise<SignInResult> {
  const refusal = refusalOf(call, step);
  if (refusal) throw refusal;
  const ending = await endingOf(call, step);
  if (await call.deps.records.commit(ending.changes)) fail('NotAuthorizedException', TEXT.sessionUsed);
  return ending.finish(step.user);
}

function challengeEnding(call: ClientCall, step: TakenStep, challenge: Following): Ending {
  const { signIn, user, reached } = step;
  const after = nextStep(call, { ...signIn, stamp: user.stamp });
  return {
    follows: challenge.name,
    signOutEpoch: user.signOutEpoch,
    changes: [reachChange(after, reached)],
    finish: async (user) => {
      const begun = await challenge.begin(call, { ...step, user });
      return challengeResult(call, after, challenge.name, begun);
    },
    // The Session that would continue the sign-in was never sealed.
    withdraw: async () => {},
  };
}

/** Returns a challenge as the client learns of it, with a Session that continues the sign-in. */
export function challengeResult(
  call: ClientCall,
  signIn: SignIn,
  name: ChallengeName,
  { state, parameters, isSecretBlock }: Begun,
): SignInResult {
  noteChallenge(call, name);
  const session = sealSession(call.deps.keys, { ...signIn, state });
  // The parameters of a custom challenge are what the pool's function says.
  const known = name === 'CUSTOM_CHALLENGE' ? parameters : { USER_ID_FOR_SRP: signIn.username, ...parameters };
  if (!isSecretBlock) return { challenge: name, session, parameters: known };
  const SECRET_BLOCK = secretBlockOf(session);
  return { challenge: name, session: sessionBeside(SECRET_BLOCK), parameters: { ...known, SECRET_BLOCK } };
}

/**
 * Ends a sign-in on the hosted pages in an SSO session, from which apps get their tokens. As the token family of a sign-in
 * by the API, the session has the id of the sign-in, so that each sign-in begins one once.
 */
async function browserEnding(call: ClientCall, step: TakenStep): Promise<Ending> {
  const { deps } = call;
  const { signIn, user, reached } = step;
  const ssoSession = ssoSessionOf(call, user, signIn);
  const withdraw = async () => {
    // No other request writes the session, because its cookie was never given out.
    await deps.records.commit([
      { op: 'put', kind: 'ssoSession', value: { ...ssoSession, revokedAt: deps.clock.now() } },
    ]);
  };
  return {
    follows: undefined,
    signOutEpoch: user.signOutEpoch,
    changes: [
      ...(reached ? [reachChange({ ...signIn, step: signIn.step + 1 }, reached)] : []),
      { op: 'create', kind: 'ssoSession', value: ssoSession },
    ],
    finish: async (user) => {
      try {
        await postAuthentication(call, user, { newDeviceUsed: false });
        if (tracksSessions(call.pool)) await endOldest(call, user);
        return { ssoSession, user };
      } catch (error) {
        call.audit.outcome = 'refused';
        await withdraw();
        throw error;
      }
    },
    withdraw,
  };
}

function ssoSessionOf(call: ClientCall, user: User, { id, passed }: SignIn): Unversioned<'ssoSession'> {
  const { deviceType, lastAddress } = useBy(call);
  const device = tracksSessions(call.pool) && {
    deviceType,
    ...(lastAddress !== undefined && { address: lastAddress }),
  };
  return newSsoSession(call, user, { id, provider: COGNITO, ...proofOf(call, passed), ...device });
}

async function tokenEnding(call: ClientCall, step: TakenStep): Promise<Ending> {
  const { deps, pool } = call;
  const { signIn, user, reached, device } = step;
  const deviceKey = pool.deviceConfiguration && (device?.key ?? newDeviceKey(call));
  const newDevice = deviceKey && !device ? { key: deviceKey, groupKey: deviceGroupKey(call, user) } : undefined;
  const family = familyOf(call, user, { ...signIn, deviceKey });
  await prepareToIssue(call, user);
  const withdraw = async () => {
    // No other request writes the family, because its tokens were never given out.
    await deps.records.commit([{ op: 'put', kind: 'family', value: { ...family, revokedAt: deps.clock.now() } }]);
  };
  return {
    follows: undefined,
    signOutEpoch: user.signOutEpoch,
    changes: [
      ...(reached ? [reachChange({ ...signIn, step: signIn.step + 1 }, reached)] : []),
      { op: 'create', kind: 'family', value: family },
    ],
    finish: async (user) => {
      try {
        await postAuthentication(call, user, { newDeviceUsed: newDevice !== undefined });
        const tokens = await issueTokens(call, { source: sourceOf(step), user, family, withRefreshToken: true });
        await beginSession(call, family);
        return { tokens, ...(newDevice && { newDevice }) };
      } catch (error) {
        call.audit.outcome = 'refused';
        await withdraw();
        throw error;
      }
    },
    withdraw,
  };
}

/**
 * Returns the occasion on which tokens are issued: the last step of the sign-in.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
function sourceOf({ signIn, performed }: TakenStep): TokenSource {
  if (performed === 'NEW_PASSWORD_REQUIRED') return 'TokenGeneration_NewPasswordChallenge';
  const last = signIn.passed.at(-1)?.factor;
  return last === 'DEVICE' ? 'TokenGeneration_AuthenticateDevice' : 'TokenGeneration_Authentication';
}

/**
 * Returns the change that uses up a proof that was right although the user may not sign in. It creates the family, or the
 * SSO session, that the proof would have led to, revoked from the start. The same proof then cannot be given again, neither to reset the
 * count nor once the user may sign in.
 */
export function spentProof(call: ClientCall, signIn: SignIn, user: User): Change {
  if (signIn.via === 'browser') {
    const session = ssoSessionOf(call, user, signIn);
    return { op: 'create', kind: 'ssoSession', value: { ...session, revokedAt: call.deps.clock.now() } };
  }
  const family = familyOf(call, user, signIn);
  return { op: 'create', kind: 'family', value: { ...family, revokedAt: call.deps.clock.now() } };
}

function familyOf(call: ClientCall, user: User, { id, passed, deviceKey }: SignIn): Unversioned<'family'> {
  return newFamily(call, user, { eventId: id, ...proofOf(call, passed), ...(deviceKey && { deviceKey }) });
}

/** Returns what tokens say of the factors that a sign-in has passed. */
function proofOf({ pool }: ClientCall, passed: SignIn['passed']) {
  const amr = methodsOf(passed);
  return { acr: acrName(pool, levelOf(passed)), ...(amr.length > 0 && { amr }) };
}

/**
 * Returns the change that takes a step, on condition that it was not taken before. The custom challenges of the sign-in
 * stay as they are unless others are given.
 */
export function reachChange(
  { id, step, expiresAt }: SignIn,
  reached: AuthSessionStep | undefined,
  custom: CustomChallenges | undefined = reached?.custom,
): Change {
  const after = { sessionId: id, step, expiresAt, ...(custom && { custom }) };
  return reached
    ? { op: 'update', kind: 'authSession', before: reached, after }
    : { op: 'create', kind: 'authSession', value: after };
}

/** Returns the step as the table holds it once reachChange is written. */
export function afterReach({ id, step, expiresAt }: SignIn, reached: AuthSessionStep | undefined): AuthSessionStep {
  return { ...reached, sessionId: id, step, expiresAt, version: (reached?.version ?? 0) + 1 };
}
