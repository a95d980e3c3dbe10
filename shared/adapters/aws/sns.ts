import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import type { MessageSender } from '#ports/messages.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, type Failure, failureOf, isPassing } from './failures.ts';

/** `smsSenderId` is shown as the sender in countries that have sender ids. It has 1 to 11 letters and digits. */
export type SnsOptions = AwsOptions & { readonly smsSenderId?: string };

const E164 = /^\+[1-9][0-9]{1,14}$/;

/**
 * Sends SMS with SNS, as transactional messages. Rejects with DeliveryError. A request whose response was lost is sent
 * again, so a message may, rarely, arrive twice.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
export function snsSms(options: SnsOptions): MessageSender {
  const client = new SNSClient(clientConfig(options));
  const attributes = { 'AWS.SNS.SMS.SMSType': 'Transactional', 'AWS.SNS.SMS.SenderID': options.smsSenderId };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { DataType: 'String', StringValue: value }]],
    ),
  );
  return {
    async send(message) {
      if (!E164.test(message.to)) throw new DeliveryError('An SMS needs exactly one phone number in E.164 form.');
      const command = new PublishCommand({ PhoneNumber: message.to, Message: message.body, MessageAttributes });
      await client.send(command).catch((cause: unknown) => {
        const failure = failureOf(cause);
        throw new DeliveryError(messageOf(failure, options.region), { passing: isPassing(failure), cause });
      });
    },
  };
}

function messageOf(failure: Failure, region: string): string {
  if (failure.kind === 'denied') {
    return `SNS denied sns:Publish to a phone number in ${region}: allow this role the action on the resource *.`;
  }
  switch (failure.name) {
    case 'InvalidParameterException':
    case 'InvalidParameterValueException':
    case 'ValidationException':
      return `SNS does not accept the message (${failure.name}): check smsSenderId, and that ${region} can send SMS to the number's country.`;
    case 'OptedOutException':
    case 'OptedOut':
      return 'The owner of the phone number has opted out of SMS from this account.';
    case 'UserErrorException':
    case 'UserError':
      return `SNS does not send to this number from ${region} yet (${failure.name}): in the SMS sandbox, verify the number or leave the sandbox.`;
    default:
      return advice(failure, 'SNS');
  }
}
