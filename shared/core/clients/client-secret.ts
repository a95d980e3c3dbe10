import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { asText, type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Client, ClientSecret } from './client.ts';

const context = (clientId: string): string => `client-secret|${clientId}`;
const FORMS: Forms<string> = { form: 1 };

/** Seals a client's secret for storage. `createdAt` identifies it among the secrets of the client. */
export function sealClientSecret(keys: Keyring, clientId: string, secret: string, createdAt: number): ClientSecret {
  const sealed = keys.seal('credentials', context(clientId), inForm(FORMS, secret)).toString('base64');
  return { sealed, createdAt };
}

/**
 * Opens the secrets of a client, oldest first. There are none for a public client. Throws InternalErrorException for a
 * secret that was not sealed for this client.
 */
export function clientSecrets(keys: Keyring, { id, secrets }: Pick<Client, 'id' | 'secrets'>): readonly string[] {
  return secrets.map((secret) => {
    const known = opened.get(secret);
    if (known !== undefined) return known;
    const plain = keys.open('credentials', context(id), Buffer.from(secret.sealed, 'base64'));
    const text = plain ? fromForm(FORMS, plain, asText) : fail('InternalErrorException');
    opened.set(secret, text);
    return text;
  });
}

/** Machines show their secret with every request. An opened secret lasts as long as the client stays in the cache. */
const opened = new WeakMap<ClientSecret, string>();

/**
 * Tells whether one of the texts is the one that was sent. The time it takes depends neither on their contents nor on
 * which one it is.
 */
export function isOneOf(expected: readonly string[], given: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  const sent = digest(given);
  return expected.map((text) => timingSafeEqual(digest(text), sent)).includes(true);
}

/**
 * Tells whether a request proves that it comes from the client: by one of the client's secrets, or by no secret for a
 * public client.
 */
export function isProven({ deps, client }: ClientCall, given: string | undefined): boolean {
  const secrets = clientSecrets(deps.keys, client);
  return secrets.length === 0 ? !given : given !== undefined && isOneOf(secrets, given);
}

/**
 * Checks SECRET_HASH, which is base64(HMAC-SHA256(secret, username + clientId)), with each of the client's secrets and
 * each of the names that the caller may have meant. `missing` is the text for a hash that was not sent, which differs
 * between sign-in and other operations. Throws NotAuthorizedException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export function checkSecretHash(
  { deps, client }: ClientCall,
  usernames: readonly string[],
  given: string | undefined,
  missing = `Unable to verify secret hash for client ${client.id}`,
): void {
  const secrets = clientSecrets(deps.keys, client);
  if (secrets.length === 0) {
    if (given)
      fail('NotAuthorizedException', `Client ${client.id} is not configured for secret but secret hash was received`);
    return;
  }
  if (!given) fail('NotAuthorizedException', missing);
  const hashes = secrets.flatMap((secret) =>
    usernames.map((username) =>
      createHmac('sha256', secret)
        .update(username + client.id)
        .digest('base64'),
    ),
  );
  if (!isOneOf(hashes, given)) fail('NotAuthorizedException', `Unable to verify secret hash for client ${client.id}`);
}
