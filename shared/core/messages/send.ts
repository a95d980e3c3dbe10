import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { Message } from '#ports/messages.ts';
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
  const { from, replyToEmailAddress } = pool.emailConfiguration;
  const sender = message.medium === 'EMAIL' ? { from, replyTo: replyToEmailAddress } : {};
  try {
    await deps.messages.send({ ...message, ...sender });
  } catch (error) {
    deps.logger.warn('message.not-delivered', {
      poolId: pool.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
    fail('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

/** The texts of a pool's messages. */
export function templatesOf(pool: Pool): MessageTemplates {
  return {
    verificationMessageTemplate: pool.verificationMessageTemplate,
    smsAuthenticationMessage: pool.smsAuthenticationMessage,
    invite: pool.adminCreateUserConfig.inviteMessageTemplate,
  };
}
