import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { type Contact, mediumOf } from '#core/messages/delivery.ts';
import { notifyAll } from '#core/messages/notify.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Medium } from '#ports/messages.ts';
import type { Unversioned } from '#ports/records.ts';

/**
 * Returns where an invitation is sent. By default that is the phone number or, without one, the e-mail address. A user
 * who has neither is not invited. With `necessary` this is an error: a user may be created without a contact, but can't
 * be invited again without one. Throws InvalidParameterException, also when the user has nothing for any of the desired
 * mediums.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function invitationTargets(
  attributes: Attributes,
  desired: readonly Medium[] | undefined,
  options: { readonly necessary: boolean },
): readonly Contact[] {
  const possible: Contact[] = [];
  if (attributes.phone_number) possible.push({ attribute: 'phone_number', value: attributes.phone_number });
  if (attributes.email) possible.push({ attribute: 'email', value: attributes.email });
  const isDefault = !desired || desired.length === 0;
  const targets = isDefault ? possible.slice(0, 1) : possible.filter((to) => desired.includes(mediumOf(to)));
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
 * Sends a user the invitation, with the temporary password if there is one, to every target, even if one delivery fails. Throws CodeDeliveryFailureException
 * afterwards if one did.
 */
export function sendInvitation(
  call: PoolCall,
  user: Unversioned<'user'>,
  {
    targets,
    temporaryPassword: code = '',
  }: { readonly targets: readonly Contact[]; readonly temporaryPassword: string | undefined },
): Promise<void> {
  const source = 'CustomMessage_AdminCreateUser';
  return notifyAll(
    call,
    targets.map((to) => ({ source, user, to, code, when: 'now' })),
  );
}
