import type { ClientCall } from '#core/call.ts';
import { newFamily } from '#core/tokens/family.ts';
import { issueTokens, type Tokens } from '#core/tokens/issue.ts';
import type { User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';
import { type AuthSessionStep, type ChallengeName, type SignIn, sealSession } from './auth-session.ts';
import type { Following } from './challenge.ts';
import { next } from './next.ts';

/** What a step of signing in ends in; `session` is absent where a parameter carries it. */
export type SignInResult =
  | { readonly tokens: Tokens }
  | {
      readonly challenge: ChallengeName;
      readonly session?: string;
      readonly parameters: Readonly<Record<string, string>>;
    };

/** A step that was taken rightly, by a user who may sign in. */
type TakenStep = {
  readonly signIn: SignIn;
  readonly user: User;
  readonly reached?: AuthSessionStep | undefined;
};

/** How a step ends. Nothing of it is given out before `finish`. */
export type Ending = {
  /** The challenge that follows; undefined for tokens. */
  readonly follows: ChallengeName | undefined;
  /** Of the user as it was decided on. */
  readonly signOutEpoch: number;
  /** Written before it is known that the step succeeds; each on condition that the step was not taken before. */
  readonly changes: readonly Change[];
  /** What the client is told, of the user as they are then. */
  readonly finish: (user: User) => Promise<SignInResult>;
  /** Takes back what was written, so that it does not look as if somebody had signed in. */
  readonly withdraw: () => Promise<void>;
};

/** The next challenge, or tokens where none is left. */
export async function endingOf(call: ClientCall, step: TakenStep): Promise<Ending> {
  const following = next(call, step.user, step.signIn.passed);
  return following ? challengeEnding(call, step, following) : tokenEnding(call, step);
}

function challengeEnding(call: ClientCall, { signIn, user, reached }: TakenStep, challenge: Following): Ending {
  const { deps } = call;
  const after: SignIn = { ...signIn, step: signIn.step + 1, stamp: user.stamp };
  return {
    follows: challenge.name,
    signOutEpoch: user.signOutEpoch,
    changes: [reachStep(after, reached)],
    finish: async (user) => {
      const { state, parameters } = await challenge.begin(call, user);
      return {
        challenge: challenge.name,
        session: sealSession(deps.keys, { ...after, state }),
        parameters: { USER_ID_FOR_SRP: signIn.username, ...parameters },
      };
    },
    // The Session that would go on from there was never sealed.
    withdraw: async () => {},
  };
}

async function tokenEnding(call: ClientCall, { signIn, user, reached }: TakenStep): Promise<Ending> {
  const { deps, pool } = call;
  const family = newFamily(call, user, signIn.id);
  // Nothing is spent on a sign-in whose tokens can't be signed: the keys are read, and cached, before anything is written.
  await deps.configuration.signingKeys(pool.id);
  return {
    follows: undefined,
    signOutEpoch: user.signOutEpoch,
    changes: [
      ...(reached ? [reachStep({ ...signIn, step: signIn.step + 1 }, reached)] : []),
      { op: 'create', kind: 'family', value: family },
    ],
    finish: async (user) => ({ tokens: await issueTokens(call, { user, family, withRefreshToken: true }) }),
    withdraw: async () => {
      // Nobody holds its tokens, so nobody else writes it.
      await deps.records.commit([{ op: 'put', kind: 'family', value: { ...family, revokedAt: deps.clock.now() } }]);
    },
  };
}

/**
 * What is written for a proof that was right although the user may not sign in: the family that it would have led to, revoked
 * from the start. The same proof can't be given again then, neither to reset the count nor once the user may sign in.
 */
export function spentProof(call: ClientCall, signIn: SignIn, user: User): Change {
  const family = newFamily(call, user, signIn.id);
  return { op: 'create', kind: 'family', value: { ...family, revokedAt: call.deps.clock.now() } };
}

function reachStep({ id, step, expiresAt }: SignIn, reached: AuthSessionStep | undefined): Change {
  const after = { sessionId: id, step, expiresAt };
  return reached
    ? { op: 'update', kind: 'authSession', before: reached, after }
    : { op: 'create', kind: 'authSession', value: after };
}
