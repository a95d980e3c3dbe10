import { shownUser } from '#core/users/shown.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Medium } from '#ports/messages.ts';
import type { Unversioned } from '#ports/records.ts';
import { clientMetadataFor } from './client-metadata.ts';
import type { MessageSource } from './custom-message.ts';
import { eventOf, type Question, type TriggerCall, type TriggerEvent } from './run.ts';
import { eventAttributes } from './user-attributes.ts';

type Reason<Source> = Source extends `CustomMessage_${infer R}` ? R : never;

type SenderRequest<Type extends string> = {
  readonly type: Type;
  /** The code or the temporary password, encrypted, in base64. It is null where a message has neither. */
  readonly code: string | null;
  /** It is null where there is none. */
  readonly clientMetadata?: Readonly<Record<string, string>> | null;
  readonly userAttributes: Attributes;
};

type EmailQuestion = Question<
  `CustomEmailSender_${Reason<MessageSource>}`,
  SenderRequest<'customEmailSenderRequestV1'>
>;
type SmsQuestion = Question<`CustomSMSSender_${Reason<MessageSource>}`, SenderRequest<'customSMSSenderRequestV1'>>;

/** The event for a function that sends messages. It has no response, because nobody waits for one. */
export type SenderEvent = Omit<TriggerEvent<EmailQuestion>, 'response'> | Omit<TriggerEvent<SmsQuestion>, 'response'>;

/** Returns the ARN of the function that sends a pool's messages of a medium, if there is one. */
export function senderFunction({ lambdaConfig }: TriggerCall['pool'], medium: Medium): string | undefined {
  return (medium === 'EMAIL' ? lambdaConfig.customEmailSender : lambdaConfig.customSMSSender)?.lambdaArn;
}

/**
 * Makes the event for a function that sends messages, in which the code is still missing. `user` is undefined for a
 * message to nobody, of which the function is not going to hear.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
 */
export function senderEvent(
  call: TriggerCall,
  medium: Medium,
  { source, user }: { readonly source: MessageSource; readonly user: Unversioned<'user'> | undefined },
): SenderEvent {
  const reason = source.slice('CustomMessage_'.length) as Reason<MessageSource>;
  const userName = user ? shownUser(call.pool, user).username : '';
  const about = { code: null, userAttributes: user ? eventAttributes(call.pool, user) : {} };
  if (medium === 'EMAIL') {
    const clientMetadata = clientMetadataFor('CustomEmailSender', call) ?? null;
    const request = { type: 'customEmailSenderRequestV1', ...about, clientMetadata } as const;
    return withoutResponse(
      eventOf<EmailQuestion>(call, { source: `CustomEmailSender_${reason}`, userName, request, response: {} }),
    );
  }
  const clientMetadata = clientMetadataFor('CustomSMSSender', call) ?? null;
  const request = { type: 'customSMSSenderRequestV1', ...about, clientMetadata } as const;
  return withoutResponse(
    eventOf<SmsQuestion>(call, { source: `CustomSMSSender_${reason}`, userName, request, response: {} }),
  );
}

function withoutResponse<E extends { readonly response: unknown }>({ response: _, ...event }: E): Omit<E, 'response'> {
  return event;
}
