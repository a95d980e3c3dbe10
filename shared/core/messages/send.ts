import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { EmailConfiguration, Pool } from '#core/pools/pool.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { Deps } from '#ports/deps.ts';
import type { Message } from '#ports/messages.ts';
import { DeliveryError } from './delivery-error.ts';
import type { MessageTemplates } from './templates.ts';

/**
 * Hands a message over, from the sender that the pool names. Throws CodeDeliveryFailureException when that fails; what
 * was written before stands, so that the user can ask for another message.
 */
export function sendMessage({ deps, pool }: PoolCall, message: Message): Promise<void> {
  return deliver(deps, { poolId: pool.id, message: fromPool(pool, message), wanted: true });
}

/**
 * Has a message handed over after the answer, or, when it is not wanted, only does what that costs. Throws
 * CodeDeliveryFailureException when even that fails, whether it is wanted or not.
 */
export async function sendLater(
  { deps: { deferred, logger }, pool }: PoolCall,
  message: Message,
  wanted: boolean,
): Promise<void> {
  try {
    await deferred({ poolId: pool.id, message: fromPool(pool, message), wanted });
  } catch (error) {
    logger.warn('message.not-deferred', { poolId: pool.id, error: reasonOf(error) });
    fail('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

/** Hands over what was put off, if it is wanted. Throws CodeDeliveryFailureException; the reason is logged. */
export async function deliver({ messages, logger }: Sending, { poolId, message, wanted }: Delivery): Promise<void> {
  if (!wanted) return;
  try {
    await messages.send(message);
  } catch (error) {
    logger.warn('message.not-delivered', { poolId, error: reasonOf(error) });
    fail('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

type Sending = Pick<Deps, 'messages' | 'logger'>;

function fromPool(pool: Pool, message: Message): Message {
  return message.medium === 'EMAIL' ? { ...message, ...senderOf(pool.emailConfiguration) } : message;
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
    invite: pool.adminCreateUserConfig.inviteMessageTemplate,
  };
}
