import { failOAuth } from '#core/oauth/errors.ts';
import { refuseToken } from '#core/registration/initial-token.ts';
import { grantTypes } from '#core/registration/metadata.ts';
import { type Registration, registerClient } from '#core/registration/register.ts';
import { parseJson } from '#protocol/json.ts';
import { bearerToken } from '#protocol/web/bearer.ts';
import { openJson } from '#protocol/web/respond.ts';
import type { WebRequest } from '#protocol/web/web-call.ts';
import type { Endpoint } from './endpoint.ts';

/** A hundred redirect URIs of common length take a tenth of this. */
const MOST_BYTES = 128 * 1024;

/**
 * An app registers an app client (RFC 7591, section 3).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export const register: Endpoint = {
  paths: ['/oauth2/register'],
  kind: 'json',
  methods: {
    async POST(call) {
      const token = tokenOf(call.web);
      const metadata = metadataOf(call.web);
      return openJson(201, registered(await registerClient(call, metadata, token)));
    },
  },
};

/** Returns the token of a request (RFC 6750, section 2.1), or undefined if the request has no Authorization header. */
function tokenOf({ headers: { authorization } }: WebRequest): string | undefined {
  if (authorization === undefined) return undefined;
  return bearerToken(authorization) ?? refuseToken();
}

/** Returns the client metadata of a request. Throws the OAuthError `invalid_client_metadata`. */
function metadataOf({ headers, body }: WebRequest): unknown {
  const refuse = (description: string, status = 400) => failOAuth('invalid_client_metadata', description, { status });
  const type = headers['content-type'] ?? '';
  if (!/^application\/json *(;|$)/i.test(type)) refuse('The content type must be application/json.');
  if (body.length > MOST_BYTES) refuse(`The body can have at most ${MOST_BYTES} bytes.`, 413);
  try {
    return parseJson(body);
  } catch {
    return refuse('The body is not valid JSON.');
  }
}

/** Returns the client information response. https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1 */
function registered({ client, secret, asked }: Registration): unknown {
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(client.createdAt / 1000),
    // Secrets do not expire, which is 0.
    ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: client.clientName,
    redirect_uris: asked.redirectUris,
    token_endpoint_auth_method: asked.authMethod,
    grant_types: grantTypes(asked.flow),
    response_types: asked.flow === 'code' ? ['code'] : [],
    scope: client.allowedOAuthScopes?.join(' '),
  };
}
