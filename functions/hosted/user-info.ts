import { failOAuth } from '#core/oauth/errors.ts';
import { type Claims, userInfo as claimsFor } from '#core/oauth/user-info.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { bearerToken } from '#protocol/web/bearer.ts';
import { openJson } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Cognito answers GET. OpenID Connect Core 1.0, section 5.3, wants POST answered too.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export const userInfo: Endpoint = {
  paths: ['/oauth2/userInfo'],
  kind: 'json',
  methods: { GET: answer, POST: answer },
};

async function answer(call: WebCall): Promise<HttpResponse> {
  const claims: Claims = await claimsFor(call, tokenOf(call));
  return openJson(200, claims);
}

/** A form may have the token, too, but not beside the header (RFC 6750, section 2). A query may not. */
function tokenOf({ web }: WebCall): string {
  const sent = web.form.getAll('access_token');
  const { authorization } = web.headers;
  if (authorization !== undefined && sent.length === 0) return bearerToken(authorization) ?? refuse();
  const [token] = sent;
  return authorization === undefined && sent.length === 1 && token ? token : refuse();
}

const BAD_REQUEST = 'Bad OAuth2 request at UserInfo Endpoint';

function refuse(): never {
  const headers = { 'www-authenticate': `error="invalid_request", error_description="${BAD_REQUEST}"` };
  return failOAuth('invalid_request', BAD_REQUEST, { headers });
}
