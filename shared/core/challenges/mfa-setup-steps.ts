import { type Call, type ClientCall, withClient } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, SOFTWARE_TOKEN_GUESSES } from '#core/guesses/attempts.ts';
import { newSecret } from '#core/mfa/associate.ts';
import { mfaDecision } from '#core/mfa/decision.ts';
import { checkOffered, softwareTokenRef } from '#core/mfa/software-token.ts';
import { type FirstCode, register } from '#core/mfa/verify.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { User } from '#core/users/user.ts';
import { type AuthSession, contentOfSession, nextStep, openSession, sealSession } from './auth-session.ts';
import { currentUser, readSession } from './driver.ts';
import { reachChange } from './ending.ts';

/**
 * Gives a user in MFA_SETUP a secret for an authenticator app. Returns it with the Session for verifyInSession, which
 * carries it: nothing of it is stored before its first code. Throws NotAuthorizedException for a Session that is not or
 * no longer valid, and SoftwareTokenMFANotFoundException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
export async function associateInSession(
  context: Call,
  sealed: string,
): Promise<{ readonly secret: string; readonly session: string }> {
  const { call, session } = await openSetup(context, sealed);
  const { state, ...signIn } = session;
  if (state.pending !== undefined || state.isVerified) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  const { taken } = await readSession(call, session, {});
  userInSetup(call, taken);
  const after = nextStep(call, signIn);
  const lost = await call.deps.records.commit([reachChange(after, taken.reached)]);
  if (lost) fail('NotAuthorizedException', TEXT.sessionUsed);
  const secret = newSecret(call.deps.random);
  return { secret, session: sealSession(call.deps.keys, { ...after, state: { ...state, pending: secret } }) };
}

/**
 * Registers the software token of a user in MFA_SETUP with the first code of its secret. Returns the Session that
 * answers MFA_SETUP. A wrong code does not use the Session up. Throws NotAuthorizedException for a Session that is not or
 * no longer valid, and otherwise like verifySoftwareToken.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export async function verifyInSession(
  context: Call,
  sealed: string,
  given: FirstCode,
): Promise<{ readonly session: string; readonly recoveryCodes: readonly string[] | undefined }> {
  const { call, session } = await openSetup(context, sealed);
  const { state, ...signIn } = session;
  const { deps } = call;
  if (state.isVerified) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  const after = nextStep(call, signIn);
  const registered = await untilCommitted(async () => {
    const { attempts, taken, evidence } = await readSession(call, session, {
      attempts: attemptsRef(SOFTWARE_TOKEN_GUESSES, session),
      evidence: { softwareToken: softwareTokenRef(session) },
    });
    const user = userInSetup(call, taken);
    const result = await register(
      call,
      given,
      { user, token: evidence.softwareToken, seen: attempts, secret: state.pending },
      [reachChange(after, taken.reached)],
    );
    if (result.lost?.change.kind === 'authSession') fail('NotAuthorizedException', TEXT.sessionUsed);
    return result.lost ? AGAIN : result;
  });
  const proof = { factor: 'SOFTWARE_TOKEN_MFA', at: deps.clock.now() } as const;
  const sealedNext = sealSession(deps.keys, {
    ...after,
    stamp: registered.user.stamp,
    passed: [...signIn.passed, proof],
    state: { challenge: 'MFA_SETUP', isVerified: true },
  });
  return { session: sealedNext, recoveryCodes: registered.recoveryCodes };
}

/** Opens a Session of MFA_SETUP. The request names no client, so the Session does. */
async function openSetup(
  context: Call,
  sealed: string,
): Promise<{ readonly call: ClientCall; readonly session: AuthSession<'MFA_SETUP'> }> {
  const { clientId } = contentOfSession(context.deps.keys, sealed);
  const call = await withClient(context, clientId, ({ pool }) => checkOffered(pool));
  const session = openSession(call, sealed, ['MFA_SETUP']);
  call.audit.sub = session.sub;
  return { call, session };
}

/** Returns the user, who must still be without a factor: otherwise the password alone would add one. */
function userInSetup({ pool }: ClientCall, taken: Parameters<typeof currentUser>[0]): User {
  const user = currentUser(taken);
  return user && mfaDecision(pool, user).asks === 'set-up' ? user : fail('NotAuthorizedException', TEXT.sessionInvalid);
}
