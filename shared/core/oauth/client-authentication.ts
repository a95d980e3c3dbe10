import { type ClientCall, type PoolCall, withClient } from '#core/call.ts';
import { isClientId } from '#core/clients/client.ts';
import { isProven } from '#core/clients/client-secret.ts';
import { CognitoError } from '#core/errors.ts';
import { failOAuth } from './errors.ts';
import type { Parameters } from './parameters.ts';

type Credentials = { readonly clientId: string | undefined; readonly secret: string | undefined };

/** How a client shows who it is: by the header `Authorization`, or by the parameters of the request. */
export type ClientProof = { readonly authorization: string | undefined; readonly parameters: Parameters };

/**
 * Adds the app client that makes a request to the call, once it has proved to be that client: by one of its secrets, as
 * `client_secret_basic` or `client_secret_post` (RFC 6749, section 2.3.1), or, for a public client, by its id alone.
 * `status` is the HTTP status of the refusal, and `check` throws for a client that may not make the request. Throws the
 * OAuthErrors `invalid_request` and `invalid_client`, and what `check` throws.
 */
export async function authenticateClient(
  context: PoolCall,
  proof: ClientProof,
  { status = 400, check }: { readonly status?: number; readonly check?: (call: ClientCall) => void } = {},
): Promise<ClientCall> {
  // A response with the status 401 says how to authenticate (RFC 9110, section 11.6.1).
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'Basic realm="oauth2"' } : {};
  const refuse = (): never => failOAuth('invalid_client', undefined, { status, headers });
  const { clientId, secret } = credentialsOf(proof, refuse);
  if (clientId === undefined) return failOAuth('invalid_request');
  if (!isClientId(clientId)) refuse();
  try {
    return await withClient(context, clientId, (call) => {
      if (!isProven(call, secret)) refuse();
      check?.(call);
    });
  } catch (error) {
    const isUnknown = error instanceof CognitoError && error.name === 'ResourceNotFoundException';
    return isUnknown ? refuse() : Promise.reject(error);
  }
}

/** A client may use only one way, and both ways must name the same client. */
function credentialsOf({ authorization, parameters }: ClientProof, refuse: () => never): Credentials {
  const { client_id: clientId, client_secret: secret } = parameters;
  const basic = basicCredentials(authorization, refuse);
  if (!basic) return { clientId, secret };
  if (secret !== undefined) return failOAuth('invalid_request');
  return clientId === undefined || clientId === basic.clientId ? basic : refuse();
}

const BASIC = /^Basic +([A-Za-z0-9+/_-]+=*)$/i;

function basicCredentials(authorization: string | undefined, refuse: () => never): Credentials | undefined {
  if (authorization === undefined) return undefined;
  const encoded = BASIC.exec(authorization)?.[1] ?? refuse();
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return refuse();
  const secret = text.slice(colon + 1);
  return { clientId: decoded(text.slice(0, colon)), secret: secret === '' ? undefined : decoded(secret) };
}

/**
 * Clients should encode ids and secrets as in a form, and many do not. No id or secret has a percent sign or a blank, but a
 * secret may have a plus sign, which is left as it is.
 */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
