import type { UserCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { changeUser } from '#core/users/change.ts';
import { checkRecentSignIn, endedProofs } from '#core/users/proofs.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { passkeyId } from './passkey.ts';

/**
 * Deletes a passkey of the user of a call, in one commit with its entry in the user's own record. The stamp of the user
 * changes, so that no sign-in that the passkey has begun goes on. Throws ResourceNotFoundException for a credential id
 * that the user does not have, and what checkRecentSignIn throws.
 */
export async function deletePasskey(call: UserCall, credentialId: string): Promise<void> {
  const id = passkeyId(credentialId);
  await changeUser(call, call.user, async (user) => {
    const { poolId, sub, passkeys = [] } = user;
    if (!passkeys.some((own) => own.id === id)) fail('ResourceNotFoundException', 'The passkey does not exist.');
    checkRecentSignIn(call);
    const { passkey } = await call.deps.records.read({ passkey: { kind: 'passkey', id: { poolId, sub, id } } });
    return {
      after: { ...withoutPasskey(user, id), ...endedProofs(call, user) },
      more: passkey ? [{ op: 'remove', kind: 'passkey', before: passkey }] : [],
    };
  });
}

function withoutPasskey({ passkeys = [], ...user }: User, id: string): Unversioned<'user'> {
  const rest = passkeys.filter((own) => own.id !== id);
  return rest.length > 0 ? { ...user, passkeys: rest } : user;
}
