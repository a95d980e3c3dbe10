import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { htmlToText } from '#core/messages/html.ts';
import { type Mailbox, parseMailbox, plainAddress } from '#core/messages/mailbox.ts';
import type { MessageSender } from '#ports/messages.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, type Failure, failureOf, isPassing } from './failures.ts';

/** `mailFrom` is the sender of messages without one of their own: `address` or `Name <address>`. */
export type SesOptions = AwsOptions & { readonly mailFrom?: string };

/**
 * Sends e-mail with version 2 of the SES API. A message that names an identity goes through the region of that
 * identity, as in Cognito. Rejects with DeliveryError. A request whose response was lost is sent again, so a message
 * may, rarely, arrive twice.
 * Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function sesMail(options: SesOptions): MessageSender {
  const clients = new Map<string, SESv2Client>();

  function clientOf(region: string): SESv2Client {
    const client = clients.get(region) ?? new SESv2Client(clientConfig({ ...options, region }));
    clients.set(region, client);
    return client;
  }

  return {
    async send(message) {
      const { configurationSet, identityArn, replyTo } = message;
      const from = message.from ?? options.mailFrom;
      if (from === undefined) {
        throw new DeliveryError(
          "There is no sender for e-mail: deploy with mailFrom, or set From or SourceArn in the pool's EmailConfiguration.",
        );
      }
      const region = identityArn === undefined ? options.region : regionOf(identityArn);
      const command = new SendEmailCommand({
        FromEmailAddress: encoded(parseMailbox(from)),
        FromEmailAddressIdentityArn: identityArn,
        ConfigurationSetName: configurationSet,
        Destination: { ToAddresses: [asciiAddress(plainAddress(message.to))] },
        ReplyToAddresses: replyTo === undefined ? undefined : [encoded(parseMailbox(replyTo))],
        Content: {
          Simple: {
            Subject: utf8((message.subject ?? '').replace(/\p{Cc}+/gu, ' ')),
            Body: { Html: utf8(message.body), Text: utf8(htmlToText(message.body)) },
          },
        },
      });
      await clientOf(region)
        .send(command)
        .catch((cause: unknown) => {
          const failure = failureOf(cause);
          throw new DeliveryError(messageOf(failure, region, configurationSet), { passing: isPassing(failure), cause });
        });
    },
  };
}

// The region becomes part of a host name, so its form is checked.
const IDENTITY_ARN = /^arn:[^:]+:ses:([a-z]+(?:-[a-z0-9]+)+):[^:]*:identity\/./;

function regionOf(identityArn: string): string {
  const region = IDENTITY_ARN.exec(identityArn)?.[1];
  if (region === undefined) {
    throw new DeliveryError(
      "SourceArn of the pool's EmailConfiguration is no SES identity: give arn:aws:ses:REGION:ACCOUNT:identity/NAME.",
    );
  }
  return region;
}

function utf8(data: string): { readonly Data: string; readonly Charset: string } {
  return { Data: data, Charset: 'UTF-8' };
}

/**
 * Checks an address, of which SES takes only 7-bit ASCII, also before the @. Throws DeliveryError for any other
 * address.
 */
function asciiAddress(address: string): string {
  if (!/^[\x21-\x7e]+$/.test(address)) {
    throw new DeliveryError('SES sends only to and from addresses whose part before the @ is ASCII.');
  }
  return address;
}

// An encoded word has at most 75 characters (RFC 2047, section 2), and 45 bytes are 60 characters in base64.
const WORD_BYTES = 45;

/** Formats a mailbox for a header: a plain name goes in quotes, and any other name becomes encoded words (RFC 2047). */
function encoded({ name, address }: Mailbox): string {
  const ascii = asciiAddress(address);
  if (name === '') return ascii;
  if (/^[\x20-\x7e]+$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}" <${ascii}>`;
  const words = [''];
  for (const character of name) {
    const longer = words.at(-1) + character;
    if (Buffer.byteLength(longer) <= WORD_BYTES) words[words.length - 1] = longer;
    else words.push(character);
  }
  return `${words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')} <${ascii}>`;
}

function messageOf(failure: Failure, region: string, configurationSet: string | undefined): string {
  if (failure.kind === 'denied') {
    return `SES denied ses:SendEmail in ${region}: allow this role the action on the sender's identity and the configuration set.`;
  }
  switch (failure.name) {
    case 'MessageRejected':
    case 'MailFromDomainNotVerifiedException':
      return `SES refused the message (${failure.name}): verify the sender's address or domain in ${region}; in SES's sandbox the recipient's, too.`;
    case 'NotFoundException':
      return configurationSet === undefined
        ? `SES does not find the sender's identity in ${region}: verify it there or name another.`
        : `SES does not find the configuration set ${configurationSet} or the sender's identity in ${region}: create them there or name others.`;
    case 'AccountSuspendedException':
    case 'SendingPausedException':
      return `SES sends nothing for this account in ${region} (${failure.name}): see its reputation page.`;
    case 'BadRequestException':
      return "SES does not accept the message (BadRequestException): check the sender and the pool's EmailConfiguration.";
    default:
      return advice(failure, 'SES');
  }
}
