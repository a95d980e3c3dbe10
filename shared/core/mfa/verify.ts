import { type PoolCall, type UserCall, withClient } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Attempts, attemptsRef, SOFTWARE_TOKEN_GUESSES } from '#core/guesses/attempts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Conflict } from '#ports/records.ts';
import { checkRecent } from './recent-sign-in.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { checkOffered, type SoftwareToken, softwareTokenRef, tokenChange } from './software-token.ts';
import { stepOfCode } from './totp.ts';
import { withMfa } from './user-mfa.ts';

/** The first code of a new software token, and the name that the user gives to the app that makes the codes. */
export type FirstCode = { readonly code: string; readonly name: string | undefined };

/** The user with the software token, and new recovery codes where the deployment gives them. */
export type Registered = { readonly user: User; readonly recoveryCodes: readonly string[] | undefined };

/**
 * The longest name of an authenticator app, in UTF-16 units, as for the names of devices. The API allows more than a
 * user's record has room for.
 */
const MAX_NAME = 1024;

/**
 * Registers the software token of a signed-in user with the first code of its secret. Sign-ins in progress end. Whether
 * codes are asked for is another setting (setOwnPreference). Throws EnableSoftwareTokenMFAException for a wrong code,
 * TooManyRequestsException after too many, InvalidParameterException when no secret waits for a code,
 * SoftwareTokenMFANotFoundException, NotAuthorizedException, UserNotFoundException, and the error for a user who may not
 * sign in.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export async function verifySoftwareToken(context: UserCall, given: FirstCode): Promise<Registered> {
  const call = await withClient(context, context.client.id, ({ pool }) => checkOffered(pool));
  const { deps, family } = call;
  const id = { poolId: call.pool.id, sub: call.user.sub };
  return untilCommitted(async () => {
    const { user, token, seen } = await deps.records.read({
      user: { kind: 'user', id },
      token: softwareTokenRef(id),
      seen: attemptsRef(SOFTWARE_TOKEN_GUESSES, id),
    });
    if (!user) return fail('UserNotFoundException');
    if (user.signOutEpoch !== family.signOutEpoch) fail('NotAuthorizedException', TEXT.accessTokenRevoked);
    checkMaySignIn(user, deps.clock.now());
    const { lost, ...registered } = await register(call, given, { user, token, seen, secret: token?.pending });
    return lost ? AGAIN : registered;
  });
}

/**
 * Judges the first code of a secret, and registers the secret for the user, in place of an earlier one. The code counts
 * as used. `more` returns changes for the user as registered that are written with it. Returns that user, and the change that
 * was lost, if any. Throws like verifySoftwareToken.
 */
export async function register(
  call: PoolCall,
  { code, name }: FirstCode,
  {
    user,
    token,
    seen,
    secret,
  }: {
    readonly user: User;
    readonly token: SoftwareToken | undefined;
    readonly seen: Attempts | undefined;
    readonly secret: string | undefined;
  },
  more: readonly Change[] = [],
): Promise<Registered & { readonly lost: Conflict | undefined }> {
  if (name !== undefined && name.length > MAX_NAME) {
    fail('InvalidParameterException', `FriendlyDeviceName cannot have more than ${MAX_NAME} characters.`);
  }
  if (secret === undefined) return fail('InvalidParameterException', 'User has not set up software token mfa');
  const { poolId, sub } = user;
  const registered = withMfa(call, user, { ...user.mfa, softwareToken: name ? { name } : {} });
  checkRecent(call, user, registered);
  const recovery = call.deps.factorRules.recoveryCodes ? newRecoveryCodes(call, user) : undefined;
  const guess = {
    guesser: user,
    windows: [{ rules: SOFTWARE_TOKEN_GUESSES, seen }],
    judge: () => {
      const usedStep = stepOfCode(secret, code, call.deps.clock.now());
      return usedStep === undefined ? undefined : { usedStep };
    },
  } as const;
  const lost = await guardedCommit(call, guess, ({ usedStep }) => [
    { op: 'update', kind: 'user', before: user, after: registered },
    tokenChange(token, { poolId, sub, secret, usedStep, ...(recovery && { recoveryCodes: recovery.hashes }) }),
    ...more,
  ]);
  return { user: registered, recoveryCodes: recovery?.codes, lost };
}
