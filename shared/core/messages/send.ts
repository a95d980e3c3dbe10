import { fail } from '#core/errors.ts';
import type { EmailConfiguration, Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { Message } from '#ports/messages.ts';
import { DeliveryError } from './delivery-error.ts';
import type { MessageTemplates } from './templates.ts';

/**
 * Hands a message over, from the sender that the pool names. Throws CodeDeliveryFailureException when that fails; what
 * was written before stands, so that the user can ask for another message.
 */
export async function sendMessage(
  deps: Pick<Deps, 'messages' | 'logger'>,
  pool: Pool,
  message: Message,
): Promise<void> {
  const sender = message.medium === 'EMAIL' ? senderOf(pool.emailConfiguration) : {};
  try {
    await deps.messages.send({ ...message, ...sender });
  } catch (error) {
    deps.logger.warn('message.not-delivered', {
      poolId: pool.id,
      error: reasonOf(error),
    });
    fail('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

type Sender = Pick<Message, 'from' | 'replyTo' | 'configurationSet' | 'identityArn'>;

/**
 * Who an e-mail is from. SourceArn is the ARN of an SES identity: an address, which is the sender where From names none,
 * or a domain; then the sender is called as Cognito's own is.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html
 */
function senderOf(settings: EmailConfiguration): Sender {
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

/** For the log. Only a DeliveryError is known to hold nothing of the message. */
function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

/** The texts of a pool's messages. */
export function templatesOf(pool: Pool): MessageTemplates {
  return {
    verificationMessageTemplate: pool.verificationMessageTemplate,
    smsAuthenticationMessage: pool.smsAuthenticationMessage,
    invite: pool.adminCreateUserConfig.inviteMessageTemplate,
  };
}
