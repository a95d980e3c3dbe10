import { type UserCall, withClient } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { Random } from '#ports/random.ts';
import { checkOffered, softwareTokenRef, tokenChange } from './software-token.ts';
import { SECRET_BYTES, secretText } from './totp.ts';

/** Returns a new secret for an authenticator app, as base32 text. */
export function newSecret(random: Random): string {
  return secretText(random.bytes(SECRET_BYTES));
}

/**
 * Gives a signed-in user a new secret for an authenticator app, and returns it. It waits for its first code
 * (verifySoftwareToken); until then the previous software token stays in use. Throws SoftwareTokenMFANotFoundException
 * in a pool without software tokens, ConcurrentModificationException, and the error for a user who may not sign in.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
export async function associateSoftwareToken(context: UserCall): Promise<string> {
  const { deps, user } = await withClient(context, context.client.id, ({ pool }) => checkOffered(pool));
  checkMaySignIn(user, deps.clock.now());
  const pending = newSecret(deps.random);
  const { poolId, sub } = user;
  await untilCommitted(async () => {
    const { token } = await deps.records.read({ token: softwareTokenRef(user) });
    const { version: _, ...before } = token ?? { version: 0 };
    const lost = await deps.records.commit([tokenChange(token, { ...before, poolId, sub, pending })]);
    return lost && AGAIN;
  }, 'ConcurrentModificationException');
  return pending;
}
