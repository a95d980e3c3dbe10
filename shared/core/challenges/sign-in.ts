import { createHash } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { type Client, hidesUsers } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Attempts, type GuessRules, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import type { Pool } from '#core/pools/pool.ts';
import { newFamily } from '#core/tokens/family.ts';
import { issueTokens, type Tokens } from '#core/tokens/issue.ts';
import { normaliseName } from '#core/users/names.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import { subGuards, takenName } from '#core/users/taken-names.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Lost } from '#ports/records.ts';
import { type ChallengeName, type Flow, type FlowStep, sealFlow } from './flow.ts';
import { FOLLOWING } from './following.ts';

export type SignInResult =
  | { readonly tokens: Tokens }
  | {
      readonly challenge: ChallengeName;
      readonly session?: string;
      readonly parameters: Readonly<Record<string, string>>;
    };

/** A step that was answered, and whether rightly. */
export type AnsweredStep = {
  readonly flow: Omit<Flow, 'challenge'>;
  /** As read; undefined for a name that leads to nobody, who never answers rightly. */
  readonly user: User | undefined;
  /** Of a step that is a guess: the count that was read, and whether the guess was right. */
  readonly guess?: { readonly seen: Attempts | undefined; readonly right: boolean; readonly rules: GuessRules };
  /** The user as this step leaves it. */
  readonly changed?: User;
  /** From the second step on: the step that the table holds. */
  readonly reached?: FlowStep;
};

const MAX_RACES = 5;

/**
 * Ends a step: releases the outcome of the guess, then gives the next challenge or the tokens. What the step changed,
 * the step reached, the token family and the count of failures are written together or not at all, and only while the
 * user is as it was read: a password that was replaced meanwhile does not sign in any more. A change that leaves the
 * stamp alone (of an attribute) only means another try.
 */
export async function concludeStep(call: ClientCall, step: AnsweredStep): Promise<SignInResult> {
  let current = step;
  for (let race = 0; race < MAX_RACES; race++) {
    const result = await tryConclude(call, current);
    if (result !== 'user changed') return result;
    const { poolId, sub, stamp } = step.user!;
    const { user } = await call.deps.records.read({ user: { kind: 'user', id: { poolId, sub } } });
    if (user?.stamp !== stamp) return fail('NotAuthorizedException', TEXT.incorrect);
    current = { ...step, user };
  }
  return fail('TooManyRequestsException');
}

async function tryConclude(call: ClientCall, step: AnsweredStep): Promise<SignInResult | 'user changed'> {
  const { deps, pool } = call;
  if (!step.user || step.guess?.right === false) {
    await release(call, step, []);
    return fail('NotAuthorizedException', TEXT.incorrect);
  }
  const user = step.changed ?? step.user;
  try {
    checkMaySignIn(user, deps.clock.now());
  } catch (refusal) {
    await release(call, step, []);
    throw refusal;
  }
  const next = FOLLOWING.find((challenge) => challenge.isRequired(user));
  const own = step.changed ? changeSteps(step.user, step.changed) : [unchanged(step.user)];

  if (next) {
    const flow: Flow = {
      ...step.flow,
      challenge: next.name,
      step: step.flow.step + 1,
      stamp: user.stamp,
      srp: undefined,
    };
    const lost = await release(call, step, [...own, reach(flow, step.reached)]);
    if (isChangedUser(lost, step)) return 'user changed';
    refuseLost(lost, user);
    return {
      challenge: next.name,
      session: sealFlow(deps.keys, flow),
      parameters: { USER_ID_FOR_SRP: flow.username, ...next.parameters(call, user) },
    };
  }

  const family = newFamily(call, user, step.flow.id);
  const last: Change[] = step.reached ? [reach({ ...step.flow, step: step.flow.step + 1 }, step.reached)] : [];
  // Nothing is spent on a sign-in whose tokens can't be signed: the keys are read, and cached, before anything is written.
  await deps.configuration.signingKeys(pool.id);
  // Both are waited for, whatever comes of them: a write that is under way must not outlast the answer.
  const [released, issued] = await Promise.allSettled([
    release(call, step, [...own, ...last, { op: 'create', kind: 'family', value: family }]),
    issueTokens(call, { user, family, withRefreshToken: true }),
  ]);
  if (released.status === 'rejected') throw released.reason;
  if (isChangedUser(released.value, step)) return 'user changed';
  refuseLost(released.value, user);
  if (issued.status === 'rejected') throw issued.reason;
  return { tokens: issued.value };
}

function changeSteps(before: User, after: User): readonly Change[] {
  return [{ op: 'update', kind: 'user', before, after }, ...subGuards(after, before)];
}

function unchanged(user: User): Change {
  return { op: 'check', kind: 'user', id: { poolId: user.poolId, sub: user.sub }, seen: user };
}

/** Whether the commit was lost because the user, whom this step does not change, was changed by somebody else. */
function isChangedUser(lost: Lost | undefined, step: AnsweredStep): boolean {
  return lost?.change.kind === 'user' && lost.change.op === 'check' && step.changed === undefined;
}

async function release(call: ClientCall, step: AnsweredStep, changes: readonly Change[]): Promise<Lost | undefined> {
  const { guess, flow } = step;
  if (!guess) return changes.length > 0 ? call.deps.records.commit(changes) : undefined;
  return settleGuess(call, guess.rules, {
    guesser: { poolId: flow.poolId, sub: flow.sub },
    seen: guess.seen,
    right: guess.right,
    changes,
  });
}

function reach(flow: Pick<Flow, 'id' | 'step' | 'expiresAt'>, reached: FlowStep | undefined): Change {
  const after = { flowId: flow.id, step: flow.step, expiresAt: flow.expiresAt };
  return reached
    ? { op: 'update', kind: 'flow', before: reached, after }
    : { op: 'create', kind: 'flow', value: after };
}

/** A lost family or step means that this Session has succeeded before; a lost user, that it changed meanwhile. */
function refuseLost(lost: Lost | undefined, user: User): void {
  if (!lost) return;
  const taken = takenName(lost, user);
  if (taken) fail('AliasExistsException', TEXT.accountExists(taken.kind));
  fail('NotAuthorizedException', lost.change.kind === 'user' ? TEXT.sessionInvalid : TEXT.sessionUsed);
}

/** How a wrong password is answered: a client that doesn't hide who exists tells an unknown user apart. */
export function passwordRules(client: Client, user: User | undefined): GuessRules {
  if (user || hidesUsers(client)) return PASSWORD_GUESSES;
  return { ...PASSWORD_GUESSES, wrong: () => fail('UserNotFoundException') };
}

/** A new flow of this client for the user behind a sub. */
export function newFlow(
  call: ClientCall,
  who: { readonly sub: string; readonly asked: string; readonly username: string; readonly stamp: string },
): Omit<Flow, 'challenge'> {
  const { deps, pool, client } = call;
  const now = deps.clock.now();
  return {
    id: deps.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    ...who,
    asked: nameHash(pool, who.asked),
    step: 0,
    expiresAt: now + client.authSessionValidity * 60_000,
  };
}

/**
 * Whether an answer names the user that the flow is about: as the client was told, as it asked, or by the sub. Other names
 * of the user would do no harm, but be told apart from those of others.
 */
export function isNameInFlow(pool: Pool, flow: Flow, username: string): boolean {
  const name = normaliseName(pool, username);
  return (
    nameHash(pool, username) === flow.asked || name === normaliseName(pool, flow.username) || username === flow.sub
  );
}

/** A name as it is compared, in the 22 characters that a Session has room for. */
function nameHash(pool: Pool, username: string): string {
  return createHash('sha256').update(normaliseName(pool, username)).digest('base64url').slice(0, 22);
}

/** Of a name that leads to nobody: as long as a real one, so that what is sealed with it is as long, too. */
export const NO_STAMP = '00000000-0000-0000-0000-000000000000';
