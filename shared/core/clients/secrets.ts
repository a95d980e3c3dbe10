import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { newClientSecret } from '#core/ids.ts';
import type { Unversioned } from '#ports/records.ts';
import { changeClient } from './change.ts';
import { type Client, type ClientSecret, isRegistered } from './client.ts';
import { clientSecrets, isOneOf, sealClientSecret } from './client-secret.ts';

/** A second secret replaces the first without downtime. More than two are never needed. */
const MOST_SECRETS = 2;

type ClientIds = { readonly poolId: string; readonly clientId: string };

/**
 * Returns the id of a secret, which has the form that the API reference says.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ClientSecretDescriptorType.html
 */
export function secretId({ id }: Pick<Client, 'id'>, { createdAt }: ClientSecret): string {
  return `${id}--${createdAt}`;
}

/** Throws InvalidParameterException for a client that an app has registered, which keeps the secret that the app got. */
export function requireRegular(client: Client): void {
  if (isRegistered(client)) {
    fail(
      'InvalidParameterException',
      `Client ${client.id} is dynamically registered and has no client secret operations.`,
    );
  }
}

/** The client as it is now, and the secret that it got. */
type Changed = { readonly after: Unversioned<'client'>; readonly added: ClientSecret };

/**
 * Adds a secret to a confidential client: the given one, or a new one. Returns its plain value too. Throws
 * ResourceNotFoundException, InvalidParameterException for a public or registered client or a secret that the client has
 * already, and LimitExceededException for a third secret.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html
 */
export async function addSecret(
  call: Call,
  ids: ClientIds,
  given: string | undefined,
): Promise<Changed & { readonly plain: string }> {
  const { keys, clock, random } = call.deps;
  const plain = given ?? newClientSecret(random.bytes);
  const change = (before: Client): Changed => {
    requireRegular(before);
    const { id, secrets } = before;
    if (secrets.length === 0) {
      fail('InvalidParameterException', `Client ${id} is not configured for secret.`);
    }
    if (secrets.length >= MOST_SECRETS) {
      fail('LimitExceededException', `Client ${id} already has ${MOST_SECRETS} secrets.`);
    }
    // Deleting one of two equal secrets would leave the other in force.
    if (isOneOf(clientSecrets(keys, before), plain)) {
      fail('InvalidParameterException', `Client ${id} already has this secret.`);
    }
    const now = clock.now();
    const latest = Math.max(...secrets.map(({ createdAt }) => createdAt));
    const added = sealClientSecret(keys, id, plain, Math.max(now, latest + 1));
    return { after: { ...before, secrets: [...secrets, added], modifiedAt: now }, added };
  };
  // The operation has no ConcurrentModificationException.
  return { ...(await changeClient(call, ids, change, 'TooManyRequestsException')), plain };
}

/**
 * Deletes a secret. Throws ResourceNotFoundException for an unknown client or secret, and InvalidParameterException for
 * the last secret of a client and for one of a registered client.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html
 */
export async function deleteSecret(call: Call, ids: ClientIds, wanted: string): Promise<void> {
  const change = (before: Client) => {
    requireRegular(before);
    const left = before.secrets.filter((secret) => secretId(before, secret) !== wanted);
    if (left.length === before.secrets.length) {
      fail('ResourceNotFoundException', `Client secret ${wanted} does not exist.`);
    }
    if (left.length === 0) {
      fail('InvalidParameterException', 'The last secret of an app client cannot be deleted.');
    }
    return { after: { ...before, secrets: left, modifiedAt: call.deps.clock.now() } };
  };
  await changeClient(call, ids, change, 'TooManyRequestsException');
}
