import type { PoolCall } from '#core/call.ts';
import { sendMessage, templatesOf } from '#core/messages/send.ts';
import { verificationMessage } from '#core/messages/templates.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Message } from '#ports/messages.ts';
import type { NewCode } from './code.ts';

/** Sends a code to where its record says. Throws CodeDeliveryFailureException. */
export function sendCode(call: PoolCall, code: NewCode): Promise<void> {
  return sendMessage(call, codeMessage(call.pool, code));
}

/** The message that brings a code to where its record says. */
export function codeMessage(pool: Pool, { code, record }: NewCode): Message {
  const medium = record.attribute === 'email' ? 'EMAIL' : 'SMS';
  return verificationMessage(templatesOf(pool), { medium, code, to: record.destination });
}
