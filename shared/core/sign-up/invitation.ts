import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { sendMessage, templatesOf } from '#core/messages/send.ts';
import { invitationMessage } from '#core/messages/templates.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Medium } from '#ports/messages.ts';
import type { Unversioned } from '#ports/records.ts';

/** Where an invitation goes: one message for each. */
export type InvitationTarget = { readonly medium: Medium; readonly to: string };

/**
 * Where a user is invited. When no medium was asked for it is the phone number or else the e-mail, and a user who has
 * neither is not invited, unless that is `necessary`: a user may be created with nothing but a name, but not invited
 * again. Throws InvalidParameterException when the user has nothing for any medium that was asked for.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function invitationTargets(
  attributes: Attributes,
  desired: readonly Medium[] | undefined,
  options: { readonly necessary: boolean },
): readonly InvitationTarget[] {
  const possible: InvitationTarget[] = [];
  if (attributes.phone_number) possible.push({ medium: 'SMS', to: attributes.phone_number });
  if (attributes.email) possible.push({ medium: 'EMAIL', to: attributes.email });
  const isDefault = !desired || desired.length === 0;
  const targets = isDefault ? possible.slice(0, 1) : possible.filter(({ medium }) => desired.includes(medium));
  if (targets.length === 0 && (options.necessary || !isDefault)) {
    const onlyEmail = !isDefault && desired.every((medium) => medium === 'EMAIL');
    fail(
      'InvalidParameterException',
      onlyEmail
        ? 'No email provided but desired delivery medium was Email'
        : 'User has no attribute matching desired delivery mediums',
    );
  }
  return targets;
}

/**
 * Sends the temporary password, by every medium even when one fails; then throws CodeDeliveryFailureException. The
 * username in it is the one the person knows: where a user's canonical name is its sub, the e-mail or phone number.
 */
export async function sendInvitation(
  call: PoolCall,
  user: Unversioned<'user'>,
  { targets, temporaryPassword }: { readonly targets: readonly InvitationTarget[]; readonly temporaryPassword: string },
): Promise<void> {
  const { pool } = call;
  const known = pool.usernameAttributes.map((kind) => user.attributes[kind]).find((value) => value);
  const username = known ?? user.username;
  const messages = targets.map((target) =>
    invitationMessage(templatesOf(pool), { ...target, username, temporaryPassword }),
  );
  const sent = await Promise.allSettled(messages.map((message) => sendMessage(call, message)));
  for (const result of sent) if (result.status === 'rejected') throw result.reason;
}
