/**
 * This file defines an app client of a pool. Each validity is in the unit given beside it; everything else is as in the
 * API.
 */

export type TimeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/**
 * The settings that UpdateUserPoolClient replaces as a whole. Settings that were never set are absent, as
 * DescribeUserPoolClient shows them.
 */
export type ClientSettings = {
  readonly clientName: string;
  readonly refreshTokenValidity: number;
  readonly accessTokenValidity?: number;
  readonly idTokenValidity?: number;
  readonly tokenValidityUnits: {
    readonly accessToken?: TimeUnit;
    readonly idToken?: TimeUnit;
    readonly refreshToken?: TimeUnit;
  };
  readonly readAttributes?: readonly string[];
  readonly writeAttributes?: readonly string[];
  readonly explicitAuthFlows?: readonly string[];
  readonly supportedIdentityProviders?: readonly string[];
  readonly callbackURLs?: readonly string[];
  readonly logoutURLs?: readonly string[];
  readonly defaultRedirectURI?: string;
  readonly allowedOAuthFlows?: readonly string[];
  readonly allowedOAuthScopes?: readonly string[];
  readonly allowedOAuthFlowsUserPoolClient: boolean;
  readonly analyticsConfiguration?: Readonly<Record<string, unknown>>;
  readonly preventUserExistenceErrors?: 'LEGACY' | 'ENABLED';
  readonly enableTokenRevocation: boolean;
  readonly enablePropagateAdditionalUserContextData: boolean;
  /** The lifetime of a Session in minutes, from 3 to 15. */
  readonly authSessionValidity: number;
  readonly refreshTokenRotation?: {
    readonly feature: 'ENABLED' | 'DISABLED';
    readonly retryGracePeriodSeconds: number;
  };
};

/** A secret, sealed for the purpose `credentials`. See client-secret.ts. */
export type ClientSecret = {
  readonly sealed: string;
  /** The time in epoch milliseconds, which no other secret of the client has. */
  readonly createdAt: number;
};

/** The settings that only SetUserPoolClientSessionConfiguration sets. */
type ClientSessionConfiguration = {
  /** The time in minutes for which the client reuses a session of the hosted pages. */
  readonly ssoSession: { readonly maxValidityMinutes: number };
};

export type Client = ClientSettings & {
  readonly id: string;
  readonly poolId: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The secrets, oldest first. A public client has none, and a confidential one has one or two. */
  readonly secrets: readonly ClientSecret[];
  /** The client was registered by an app. Any other client is a REGULAR one. */
  readonly clientType?: 'DCR';
  /** This is undefined when SetUserPoolClientSessionConfiguration was never called. */
  readonly sessionConfiguration?: ClientSessionConfiguration;
  readonly version: number;
};

/** A client as it was stored when it could have only one secret. */
type FirstForm = Omit<Client, 'secrets'> & { readonly sealedSecret?: string };

/** Returns a client of an earlier form in today's. Its secret is as old as the client. */
export function upgradeClient(old: unknown): Client {
  const { sealedSecret, ...client } = old as FirstForm;
  const secrets = sealedSecret === undefined ? [] : [{ sealed: sealedSecret, createdAt: client.createdAt }];
  return { ...client, secrets };
}

/** Tells whether the client was registered by an app (dynamic client registration). */
export function isRegistered({ clientType }: Pick<Client, 'clientType'>): boolean {
  return clientType === 'DCR';
}

/** Tells whether a text has the form of the id of a client. Operations check that before; endpoints must. */
export function isClientId(text: string): boolean {
  return /^[\w+]{1,128}$/.test(text);
}

/** Tells whether PreventUserExistenceErrors is ENABLED. A client that never set it counts as LEGACY. */
export function hidesUsers(client: Client): boolean {
  return client.preventUserExistenceErrors === 'ENABLED';
}
