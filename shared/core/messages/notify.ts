import type { EmailConfiguration, Pool } from '#core/pools/pool.ts';
import { customMessageEvent, type MessageSource } from '#core/triggers/custom-message.ts';
import { senderEvent, senderFunction } from '#core/triggers/custom-sender.ts';
import type { TriggerCall } from '#core/triggers/run.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { Message } from '#ports/messages.ts';
import type { Unversioned } from '#ports/records.ts';
import { deliver, deliverLater } from './deliver.ts';
import { type Contact, mediumOf } from './delivery.ts';
import { type Speech, speechFor } from './speech.ts';
import {
  type AuthenticationTemplate,
  authenticationMessage,
  invitationMessage,
  verificationMessage,
} from './templates.ts';
import { worded } from './wording.ts';

/** A message to a user before its template, medium and sender are chosen. */
export type Notice = {
  readonly source: MessageSource;
  /**
   * The user whom the message is about. It is undefined for a name that leads to no user, and `when` is then 'never'.
   */
  readonly user: Unversioned<'user'> | undefined;
  readonly to: Contact;
  /** The code or the temporary password. It is empty in the invitation of a user without a password. */
  readonly code: string;
  /** The link that an e-mail has in place of the code. */
  readonly link?: string | undefined;
  /**
   * 'now' sends the message before the response. 'later' sends it after the response, so that neither the time nor the
   * outcome of the response tells about the delivery. 'never' does as much work as 'later' and sends nothing. A message
   * that a function of the pool sends always goes after the response, because nobody waits for that function.
   */
  readonly when: 'now' | 'later' | 'never';
};

/**
 * Sends a message to a user: it chooses the template, the medium and the sender, and hands the message over. The pool's
 * functions may word it (CustomMessage) or send it (CustomEmailSender, CustomSMSSender). Throws
 * CodeDeliveryFailureException when that fails, and what `worded` throws for a message that goes before the response.
 * Earlier writes are kept, so that the user can ask for another message.
 */
export async function notify(call: TriggerCall, notice: Notice): Promise<void> {
  const { wording, ...delivery } = deliveryOf(call, notice, await speechFor(call, notice.user));
  if (notice.when === 'now' && !delivery.sender) {
    const message = wording ? await worded(call, delivery.message, wording) : delivery.message;
    return deliver(call.deps, { ...delivery, message });
  }
  return deliverLater(call.deps, wording ? { ...delivery, wording } : delivery, { tells: notice.when === 'now' });
}

/** Sends several messages. Each is handed over even when another one fails; the first failure is thrown afterwards. */
export async function notifyAll(call: TriggerCall, notices: readonly Notice[]): Promise<void> {
  const sent = await Promise.allSettled(notices.map((notice) => notify(call, notice)));
  for (const result of sent) if (result.status === 'rejected') throw result.reason;
}

function deliveryOf(call: TriggerCall, notice: Notice, speech: Speech): Delivery {
  const { pool } = call;
  const message = messageOf(pool, notice, speech);
  return {
    poolId: pool.id,
    message,
    wanted: notice.when !== 'never',
    ...(pool.notificationLogGroupArn !== undefined && { logGroupArn: pool.notificationLogGroupArn }),
    ...functionsFor(call, notice, message),
  };
}

/** Returns what the pool's functions have to do for a message. Where one of them sends it, none words it. */
function functionsFor(
  call: TriggerCall,
  { source, user, link }: Notice,
  { medium }: Message,
): Pick<Delivery, 'wording' | 'sender'> {
  const { pool } = call;
  const { customMessage, kMSKeyID: kmsKeyArn } = pool.lambdaConfig;
  const sender = senderFunction(pool, medium);
  if (sender && kmsKeyArn) {
    return { sender: { functionArn: sender, kmsKeyArn, event: senderEvent(call, medium, { source, user }) } };
  }
  if (!customMessage) return {};
  const isInvitation = source === 'CustomMessage_AdminCreateUser';
  return {
    wording: {
      functionArn: customMessage,
      event: customMessageEvent(call, source, user),
      ...(isInvitation && user && { username: knownName(pool, user) }),
      ...(link !== undefined && { link }),
      wordsEmails: pool.emailConfiguration.emailSendingAccount === 'DEVELOPER',
    },
  };
}

function messageOf(pool: Pool, { source, user, to, code, link }: Notice, speech: Speech): Message {
  const values = { medium: mediumOf(to), to: to.value, code, speech };
  const message =
    source === 'CustomMessage_AdminCreateUser' && user
      ? invitationMessage(pool.adminCreateUserConfig.inviteMessageTemplate, {
          ...values,
          username: knownName(pool, user),
        })
      : source === 'CustomMessage_Authentication'
        ? authenticationMessage(authenticationTemplate(pool), values)
        : verificationMessage(pool.verificationMessageTemplate, { ...values, link });
  const sender = message.medium === 'EMAIL' ? senderOf(pool.emailConfiguration) : {};
  return { ...message, ...sender, purpose: source };
}

/**
 * Returns the texts that the pool sets for codes of signing in. They apply while MFA is on or optional; otherwise first
 * factors have the default texts.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
 */
function authenticationTemplate(pool: Pool): AuthenticationTemplate {
  if (pool.mfaConfiguration === 'OFF') return {};
  const { message: emailMessage, subject: emailSubject } = pool.emailMfaConfiguration ?? {};
  return { smsMessage: pool.smsAuthenticationMessage, emailMessage, emailSubject };
}

/**
 * Returns the name that the person knows. Where user names are e-mail addresses or phone numbers, the canonical name is
 * the sub, so this is the address or the number.
 */
function knownName({ usernameAttributes }: Pool, { username, attributes }: Unversioned<'user'>): string {
  return usernameAttributes.map((kind) => attributes[kind]).find((value) => value) ?? username;
}

/**
 * Returns the sender of an e-mail, which From names if it is set. Otherwise it comes from SourceArn, the ARN of an SES
 * identity: an address is the sender itself, and a domain gets the local part of Cognito's own sender.
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
