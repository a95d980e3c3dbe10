import type { PoolCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { grantTypes } from '#core/registration/metadata.ts';
import { type Registration, registerClient } from '#core/registration/register.ts';
import { RegistrationError, refuseRegistration } from '#core/registration/registration-error.ts';
import { bodyOf, type HttpEvent, type HttpResponse } from '#protocol/http.ts';
import { parseJson } from '#protocol/json.ts';
import { json } from '#protocol/respond.ts';

/** A hundred redirect URIs of common length take a tenth of this. */
const MOST_BYTES = 128 * 1024;

/** Apps may also register from browsers. A secret must not stay in a cache. */
const HEADERS = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'www-authenticate,retry-after',
  'x-content-type-options': 'nosniff',
};

/**
 * Answers POST /oauth2/register: an app registers an app client.
 * https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
export async function register(call: PoolCall, request: Omit<HttpEvent, 'requestContext'>): Promise<HttpResponse> {
  try {
    const token = bearerToken(request.headers);
    const registration = await registerClient(call, metadataOf(request), token);
    return json(201, registered(registration), HEADERS);
  } catch (error) {
    return refused(error, request);
  }
}

/** Returns the client metadata of a request. Throws the RegistrationError `invalid_client_metadata`. */
function metadataOf(request: Omit<HttpEvent, 'requestContext'>): unknown {
  const refuse = (description: string, status = 400) =>
    refuseRegistration('invalid_client_metadata', description, { status });
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json *(;|$)/i.test(type)) refuse('The content type must be application/json.');
  const body = bodyOf(request);
  if (body.length > MOST_BYTES) refuse(`The body can have at most ${MOST_BYTES} bytes.`, 413);
  try {
    return parseJson(body);
  } catch {
    return refuse('The body is not valid JSON.');
  }
}

/** Returns the token of a request (RFC 6750, section 2.1), or undefined if the request has no Authorization header. */
function bearerToken({ authorization }: HttpEvent['headers']): string | undefined {
  if (authorization === undefined) return undefined;
  const token = /^Bearer +([\w\-.~+/]+=*) *$/i.exec(authorization)?.[1];
  return token ?? refuseRegistration('invalid_token', 'Authorization must have a bearer token.', { status: 401 });
}

/** The client information response. https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1 */
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

/** The client registration error response. https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2 */
function refused(error: unknown, { headers }: Pick<HttpEvent, 'headers'>): HttpResponse {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  const { code, message, status, retryAfterMs } = refusal;
  return json(
    status,
    { error: code, error_description: message },
    {
      ...HEADERS,
      ...((code === 'invalid_token' || code === 'insufficient_scope') && {
        'www-authenticate': headers.authorization === undefined ? 'Bearer' : challenge(code, message),
      }),
      ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    },
  );
}

/** Returns the refusal that an error is, with the one for a store or a pool that is busy. */
function refusalOf(error: unknown): RegistrationError | undefined {
  if (error instanceof RegistrationError) return error;
  if (!(error instanceof CognitoError) || error.name !== 'TooManyRequestsException') return undefined;
  const more = { status: 429, retryAfterMs: 1000, cause: error };
  return new RegistrationError('temporarily_unavailable', 'Too many requests. Try again later.', more);
}

/** A request without a token is told no error. https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function challenge(code: string, description: string): string {
  return `Bearer error="${code}", error_description="${description}"`;
}
