import { pageClient, required } from '#core/oauth/authorization-request.ts';
import { PageError } from '#core/oauth/errors.ts';
import type { Parameters } from '#core/oauth/parameters.ts';
import { endSsoSession } from '#core/sso/end.ts';
import { clearCookie } from '#protocol/web/cookies.ts';
import { redirectTo } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { parametersInQuery } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { standingOf } from './sso-cookie.ts';

/** The parameters that go on to the page on which somebody signs in again. */
const OF_SIGN_IN = ['client_id', 'redirect_uri', 'response_type', 'state', 'scope', 'nonce'];

/** https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
export const logout: Endpoint = {
  paths: ['/logout'],
  kind: 'page',
  methods: {
    async GET(call) {
      const location = await whereTo(call, parametersInQuery(call));
      const standing = await standingOf(call);
      if (standing) await endSsoSession(call, standing.ssoSession);
      return redirectTo(location, [clearCookie(call, 'sso'), clearCookie(call, 'flow')]);
    },
  },
};

/** Returns where the browser goes: to the app, or to the page for a new sign-in. Throws PageError. */
async function whereTo(call: WebCall, parameters: Parameters): Promise<string> {
  const { logout_uri: logoutUri, redirect_uri: redirectUri } = parameters;
  if (logoutUri === undefined) {
    required(parameters, 'redirect_uri');
    required(parameters, 'response_type');
  }
  const { client } = await pageClient(call, parameters, ({ client: { logoutURLs = [], callbackURLs = [] } }) => {
    const isKnown = logoutUri === undefined ? callbackURLs.includes(redirectUri ?? '') : logoutURLs.includes(logoutUri);
    if (!isKnown) throw new PageError('redirect_mismatch');
    return {};
  });
  if (logoutUri !== undefined) return logoutUri;
  const scope = client.allowedOAuthScopes?.join(' ');
  const given = OF_SIGN_IN.flatMap((name) => (parameters[name] === undefined ? [] : [[name, parameters[name]]]));
  const query = new URLSearchParams({ ...(scope !== undefined && { scope }), ...Object.fromEntries(given) });
  return `${call.address.base}/login?${query}`;
}
