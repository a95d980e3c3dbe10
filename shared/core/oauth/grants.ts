import type { ClientCall } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { allowsClientToken } from '#core/tokens/client-token.ts';
import type { Tokens } from '#core/tokens/issue.ts';
import { clientCredentials } from './client-credentials.ts';
import { exchangeToken, TOKEN_EXCHANGE } from './exchange-token.ts';
import type { Parameters } from './parameters.ts';
import { redeemCode } from './redeem-code.ts';
import { refreshGrant } from './refresh-grant.ts';

/** What a grant gives. An exchanged token may be an ID token; it is called an access token all the same (RFC 8693). */
export type Granted = Tokens & {
  readonly tokenType?: string;
  readonly issuedTokenType?: string;
  readonly scope?: string;
};

/** A grant of the token endpoint. */
type Grant = {
  /** Tells whether the client may make such a request. */
  readonly allows: (client: Client, parameters: Parameters) => boolean;
  readonly issue: (call: ClientCall, parameters: Parameters) => Promise<Granted>;
};

const hasOAuthFlow = (client: Client, flow: string) =>
  client.allowedOAuthFlowsUserPoolClient && (client.allowedOAuthFlows ?? []).includes(flow);

/** The grants by their names. https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
const GRANTS: Readonly<Record<string, Grant>> = {
  authorization_code: { allows: (client) => hasOAuthFlow(client, 'code'), issue: redeemCode },
  refresh_token: { allows: () => true, issue: refreshGrant },
  client_credentials: {
    allows: (client) =>
      client.secrets.length > 0 && (hasOAuthFlow(client, 'client_credentials') || allowsClientToken(client)),
    issue: clientCredentials,
  },
  [TOKEN_EXCHANGE]: {
    allows: ({ explicitAuthFlows }, { actor_token: actor }) =>
      (explicitAuthFlows ?? []).includes(
        `ALLOW_TOKEN_EXCHANGE_${actor === undefined ? 'IMPERSONATION' : 'DELEGATION'}`,
      ),
    issue: exchangeToken,
  },
};

/** Returns the grant of a name. */
export function grantNamed(name: string): Grant | undefined {
  return Object.hasOwn(GRANTS, name) ? GRANTS[name] : undefined;
}
