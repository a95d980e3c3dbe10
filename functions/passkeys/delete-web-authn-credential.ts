import { deletePasskey } from '#core/passkeys/delete.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html */
export const deleteWebAuthnCredential = defineOperation('DeleteWebAuthnCredential', {
  async handle(call, { CredentialId }) {
    await deletePasskey(call, CredentialId);
    return {};
  },
});
