import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { RunningServer } from '#test/server.ts';

export const PASSWORD = 'Passw0rd!example';

/** A pool with a domain, as an administrator makes it with the SDK. */
export type HostedPool = {
  readonly userPoolId: string;
  readonly issuer: string;
  /** The prefix of its domain. */
  readonly prefix: string;
  /** The URL of the domain for tools, without a slash at the end. */
  readonly domain: string;
  readonly sdk: sdk.CognitoIdentityProviderClient;
  /** A new app client. Unless the settings say otherwise, it gets codes and has no secret. */
  readonly client: (
    settings: Partial<sdk.CreateUserPoolClientCommandInput>,
  ) => Promise<{ readonly id: string; readonly secret: string | undefined }>;
  /** A user with PASSWORD and a verified e-mail address. */
  readonly add: (username: string) => Promise<void>;
};

let pools = 0;

/** Makes a pool with a domain that has managed login, and these settings. */
export async function hostedPool(
  { publicUrl, client }: { readonly publicUrl: string; readonly client: sdk.CognitoIdentityProviderClient },
  settings: Partial<sdk.CreateUserPoolCommandInput> = {},
): Promise<HostedPool> {
  const { UserPool } = await client.send(new sdk.CreateUserPoolCommand({ PoolName: 'hosted', ...settings }));
  const UserPoolId = UserPool!.Id!;
  const Domain = `hosted-${++pools}`;
  await client.send(new sdk.CreateUserPoolDomainCommand({ UserPoolId, Domain, ManagedLoginVersion: 2 }));
  return {
    userPoolId: UserPoolId,
    issuer: `${publicUrl}/${UserPoolId}`,
    prefix: Domain,
    domain: `${publicUrl}/d/${Domain}`,
    sdk: client,
    async client(settings) {
      const { UserPoolClient } = await client.send(
        new sdk.CreateUserPoolClientCommand({
          UserPoolId,
          ClientName: 'app',
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['code'],
          AllowedOAuthScopes: ['openid', 'email'],
          SupportedIdentityProviders: ['COGNITO'],
          ...settings,
        }),
      );
      return { id: UserPoolClient!.ClientId!, secret: UserPoolClient!.ClientSecret };
    },
    async add(Username) {
      const attributes = { email: `${Username}@example.com`, email_verified: 'true' };
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const user = { UserPoolId, Username };
      await client.send(new sdk.AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: 'SUPPRESS' }));
      await client.send(new sdk.AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
    },
  };
}

/** The SDK, and the URL that the service knows itself by, as it runs on this machine. */
export function onServer({ endpoint, port, credentials, dataDirectory }: RunningServer) {
  const { protocol } = new URL(endpoint);
  const requestHandler =
    protocol === 'https:' ? { httpsAgent: { ca: readFileSync(join(dataDirectory, 'https-ca.pem')) } } : {};
  const client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, requestHandler, region: 'us-east-1' });
  return { publicUrl: `${protocol}//localhost:${port}`, client };
}
