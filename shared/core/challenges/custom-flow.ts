import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type ChallengedUser, type ChallengeResult, challengedUser } from '#core/triggers/auth-challenge.ts';
import { createAuthChallenge } from '#core/triggers/create-auth-challenge.ts';
import { defineAuthChallenge } from '#core/triggers/define-auth-challenge.ts';
import type { User } from '#core/users/user.ts';
import { type CustomChallenges, isUndecided, nextStep, type SignIn } from './auth-session.ts';
import type { Stepped } from './challenge.ts';
import {
  afterReach,
  challengeResult,
  concludeProof,
  type Ending,
  endingOf,
  reachChange,
  type SignInResult,
  type TakenStep,
} from './ending.ts';
import type { PassedFactor } from './levels.ts';
import { newPasswordRequired } from './new-password-required.ts';
import { next } from './next.ts';
import { askForProof } from './password-verifier.ts';

/** The most custom challenges that one sign-in may answer. Whoever guesses has no more guesses at each of them. */
const MOST_ANSWERS = 30;

const NO_CHALLENGES: CustomChallenges = { answered: [] };

/** The challenges that may be due when the functions of the pool are asked. */
type Due = { readonly newPassword?: User | undefined; readonly srpA?: bigint | undefined };

/**
 * Returns the end of a step. In CUSTOM_AUTH, the functions of the pool are asked where tokens would follow or a new
 * password is due. MFA and the proof of a device that takes its place come before.
 */
export async function stepEnding(call: ClientCall, step: TakenStep): Promise<Ending> {
  if (!isUndecided(step.signIn)) return endingOf(call, step);
  const following = next(call, step);
  const comesFirst = following !== undefined && following !== newPasswordRequired;
  return comesFirst ? endingOf(call, step) : decisionEnding(call, step, following?.name);
}

function decisionEnding(call: ClientCall, step: TakenStep, follows: Ending['follows']): Ending {
  const { signIn, user, device, reached } = step;
  const after = nextStep(call, { ...signIn, stamp: user.stamp });
  return {
    follows,
    signOutEpoch: user.signOutEpoch,
    changes: [reachChange(after, reached)],
    finish: (user) => {
      const stepped = { signIn: after, found: { user }, device, reached: afterReach(after, reached) };
      return goOn(call, stepped, { newPassword: follows && user });
    },
    // The Session that would continue the sign-in was never sealed.
    withdraw: async () => {},
  };
}

/**
 * Asks the pool's function how a sign-in with CUSTOM_AUTH goes on, and does so. Throws NotAuthorizedException if it ends
 * here, InvalidLambdaResponseException for a decision that is none or that makes no sense, and what askFunction throws.
 * The step is taken, so a sign-in whose functions fail is over.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export async function goOn(call: ClientCall, stepped: Stepped, due: Due = {}): Promise<SignInResult> {
  const results = resultsOf(stepped);
  const decision = await defineAuthChallenge(call, seenByFunctions(call, stepped), results);
  const says = decision.issueTokens ? 'issueTokens' : decision.challengeName;
  if (decision.failAuthentication) return refuse(call);
  if (due.newPassword) {
    // The function may leave it to the service to insert this challenge.
    if (says !== 'NEW_PASSWORD_REQUIRED' && says !== 'CUSTOM_CHALLENGE' && says !== 'issueTokens') return senseless();
    return askForPassword(call, stepped, due.newPassword);
  }
  if (says === 'CUSTOM_CHALLENGE') return ask(call, stepped, results);
  if (says === 'PASSWORD_VERIFIER' && due.srpA !== undefined) {
    return challengeResult(call, stepped.signIn, says, askForProof(call, stepped, due.srpA));
  }
  // SRP_A proves nothing, although its result is true. A function that only looks at results would let everybody in.
  const isUnproved = results.at(-1)?.challengeName === 'SRP_A';
  return says === 'issueTokens' && !isUnproved ? conclude(call, stepped) : senseless();
}

/** Gives the next custom challenge. What belongs to it is written before the client learns of it. */
async function ask(call: ClientCall, stepped: Stepped, results: readonly ChallengeResult[]): Promise<SignInResult> {
  const { reached, signIn } = stepped;
  const { answered } = reached?.custom ?? NO_CHALLENGES;
  if (answered.length >= MOST_ANSWERS) return refuse(call);
  const { shown, secret, metadata } = await createAuthChallenge(call, seenByFunctions(call, stepped), results);
  const asked = { secret, ...(metadata && { metadata }) };
  // The first step of a sign-in is written here.
  const after = reached ? signIn : nextStep(call, signIn);
  const lost = await call.deps.records.commit([reachChange(after, reached, { answered, asked })]);
  if (lost) return fail('NotAuthorizedException', TEXT.sessionUsed);
  const parameters = { ...shown, USERNAME: signIn.username };
  return challengeResult(call, after, 'CUSTOM_CHALLENGE', { state: { challenge: 'CUSTOM_CHALLENGE' }, parameters });
}

async function askForPassword(call: ClientCall, { signIn, device }: Stepped, user: User): Promise<SignInResult> {
  const asking: SignIn = { ...signIn, custom: { ...signIn.custom, newPassword: true } };
  const begun = await newPasswordRequired.begin(call, { signIn: asking, user, device });
  return challengeResult(call, asking, 'NEW_PASSWORD_REQUIRED', begun);
}

/** Ends a sign-in that the functions have found to be right, for the user as it is after they have taken their time. */
async function conclude(call: ClientCall, { signIn, found, device, reached }: Stepped): Promise<SignInResult> {
  // What a function says of nobody is a wrong answer.
  if (!found.user) return refuse(call);
  const { poolId, sub } = signIn;
  const { user } = await call.deps.records.read({ user: { kind: 'user', id: { poolId, sub } } });
  if (user?.stamp !== signIn.stamp) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  const passed = [...signIn.passed, { factor: 'CUSTOM', at: call.deps.clock.now() } as const];
  return concludeProof(call, { signIn: { ...signIn, passed }, user, device, reached });
}

/** Returns what the functions are told of the challenges so far. The custom ones are the last of them. */
function resultsOf({ signIn, reached }: Stepped): readonly ChallengeResult[] {
  const { passed, custom } = signIn;
  const own = [...(custom?.srp ? ['SRP_A'] : []), ...passed.flatMap((proof) => challengesOf(proof, signIn))];
  const { answered } = reached?.custom ?? NO_CHALLENGES;
  return [
    ...own.map((challengeName) => ({ challengeName, challengeResult: true, challengeMetadata: null })),
    ...answered.map(({ isRight, metadata = null }) => ({
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: isRight,
      challengeMetadata: metadata,
    })),
  ];
}

/** Returns the challenges that have led to a factor, under the names that functions know. */
function challengesOf({ factor }: PassedFactor, { custom }: SignIn): readonly string[] {
  if (factor === 'DEVICE') return ['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'];
  if (factor !== 'PASSWORD') return [factor];
  return ['PASSWORD_VERIFIER', ...(custom?.newPassword ? ['NEW_PASSWORD_REQUIRED'] : [])];
}

/** Returns the user of a sign-in as the functions see them. */
export function seenByFunctions(
  call: ClientCall,
  { signIn, found }: Pick<Stepped, 'signIn' | 'found'>,
): ChallengedUser {
  return challengedUser(call, { user: found.user, name: signIn.username });
}

function refuse({ audit }: ClientCall): never {
  audit.outcome = 'wrong';
  return fail('NotAuthorizedException', TEXT.incorrect);
}

function senseless(): never {
  return fail('InvalidLambdaResponseException');
}
