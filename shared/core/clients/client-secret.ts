import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { asText, type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Client } from './client.ts';

const context = (clientId: string): string => `client-secret|${clientId}`;
const FORMS: Forms<string> = { form: 1 };

/** Seals a client's secret for storage. */
export function sealClientSecret(keys: Keyring, clientId: string, secret: string): string {
  return keys.seal('credentials', context(clientId), inForm(FORMS, secret)).toString('base64');
}

/**
 * Opens the secret of a client. Returns undefined for a public client, and throws InternalErrorException for a secret
 * that was not sealed for this client.
 */
export function clientSecret(keys: Keyring, client: Pick<Client, 'id' | 'sealedSecret'>): string | undefined {
  if (!client.sealedSecret) return undefined;
  const plain = keys.open('credentials', context(client.id), Buffer.from(client.sealedSecret, 'base64'));
  return plain ? fromForm(FORMS, plain, asText) : fail('InternalErrorException');
}

/** Tells whether the secret that was sent is the client's. The time it takes does not depend on the content. */
function secretMatches(expected: string, given: string): boolean {
  const [a, b] = [expected, given].map((text) => createHmac('sha256', 'compare').update(text).digest());
  return timingSafeEqual(a!, b!);
}

/**
 * Tells whether a request proves that it comes from the client: by the client's secret, or by no secret for a public
 * client.
 */
export function isProven({ deps, client }: ClientCall, given: string | undefined): boolean {
  const secret = clientSecret(deps.keys, client);
  return secret === undefined ? !given : given !== undefined && secretMatches(secret, given);
}

/**
 * Checks SECRET_HASH, which is base64(HMAC-SHA256(secret, username + clientId)), with each of the names that the caller
 * may have meant. `missing` is the text for a hash that was not sent, which differs between sign-in and other
 * operations. Throws NotAuthorizedException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export function checkSecretHash(
  { deps, client }: ClientCall,
  usernames: readonly string[],
  given: string | undefined,
  missing = `Unable to verify secret hash for client ${client.id}`,
): void {
  const secret = clientSecret(deps.keys, client);
  if (secret === undefined) {
    if (given)
      fail('NotAuthorizedException', `Client ${client.id} is not configured for secret but secret hash was received`);
    return;
  }
  if (!given) fail('NotAuthorizedException', missing);
  const right = usernames.some((username) => {
    const expected = createHmac('sha256', secret)
      .update(username + client.id)
      .digest('base64');
    return secretMatches(expected, given);
  });
  if (!right) fail('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
}
