import type { PoolCall } from '#core/call.ts';
import type { EmailConfiguration, Pool } from '#core/pools/pool.ts';
import type { Message } from '#ports/messages.ts';
import type { Unversioned } from '#ports/records.ts';
import { deliver, deliverLater } from './deliver.ts';
import { type Contact, mediumOf } from './delivery.ts';
import { invitationMessage, verificationMessage } from './templates.ts';

/**
 * Why somebody is told something; the names are those of the CustomMessage trigger.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export type Source =
  | 'CustomMessage_SignUp'
  | 'CustomMessage_AdminCreateUser'
  | 'CustomMessage_ResendCode'
  | 'CustomMessage_ForgotPassword'
  | 'CustomMessage_UpdateUserAttribute'
  | 'CustomMessage_VerifyUserAttribute';

/** Something that a user is told. */
export type Notice = {
  readonly source: Source;
  /** Whom it is about; undefined for a name that leads to nobody, where `when` is 'never'. */
  readonly user: Unversioned<'user'> | undefined;
  readonly to: Contact;
  /** The code, or the temporary password. */
  readonly code: string;
  /**
   * Before the answer; after it, so that neither the time of the answer nor its outcome tells of the delivery; or never, at
   * the cost of a message that goes out after the answer.
   */
  readonly when: 'now' | 'later' | 'never';
};

/**
 * Tells a user something: chooses template, medium and sender, and hands the message over. Throws
 * CodeDeliveryFailureException when that fails; what was written before stands, so that the user can ask for another one.
 */
export function notify({ deps, pool }: PoolCall, notice: Notice): Promise<void> {
  const delivery = { poolId: pool.id, message: messageOf(pool, notice), wanted: notice.when !== 'never' };
  return notice.when === 'now' ? deliver(deps, delivery) : deliverLater(deps, delivery);
}

/** The same for several notices: each is handed over even when another one fails, which is thrown afterwards. */
export async function notifyAll(call: PoolCall, notices: readonly Notice[]): Promise<void> {
  const sent = await Promise.allSettled(notices.map((notice) => notify(call, notice)));
  for (const result of sent) if (result.status === 'rejected') throw result.reason;
}

function messageOf(pool: Pool, { source, user, to, code }: Notice): Message {
  const values = { medium: mediumOf(to), to: to.value, code };
  const message =
    source === 'CustomMessage_AdminCreateUser' && user
      ? invitationMessage(pool.adminCreateUserConfig.inviteMessageTemplate, {
          ...values,
          username: knownName(pool, user),
        })
      : verificationMessage(pool.verificationMessageTemplate, values);
  return message.medium === 'EMAIL' ? { ...message, ...senderOf(pool.emailConfiguration) } : message;
}

/** The name that the person knows: where the canonical name of a user is its sub, the e-mail or phone number. */
function knownName({ usernameAttributes }: Pool, { username, attributes }: Unversioned<'user'>): string {
  return usernameAttributes.map((kind) => attributes[kind]).find((value) => value) ?? username;
}

/**
 * Who an e-mail is from. SourceArn is the ARN of an SES identity: an address, which is the sender where From names none,
 * or a domain; then the sender is called as Cognito's own is.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html
 */
function senderOf(
  settings: EmailConfiguration,
): Pick<Message, 'from' | 'replyTo' | 'configurationSet' | 'identityArn'> {
  const { emailSendingAccount, sourceArn, from, replyToEmailAddress: replyTo, configurationSet } = settings;
  const identity = sourceArn?.split(':identity/')[1];
  const ofIdentity = identity && (identity.includes('@') ? identity : `no-reply@${identity}`);
  return {
    from: from || ofIdentity || undefined,
    replyTo,
    configurationSet,
    identityArn: emailSendingAccount === 'DEVELOPER' ? sourceArn : undefined,
  };
}
