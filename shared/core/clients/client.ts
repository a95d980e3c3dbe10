/** An app client of a pool. Validities are in the unit given beside them; everything else is as in the API. */

export type TimeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/** What UpdateUserPoolClient replaces as a whole. Members that were never set are absent, as Describe shows them. */
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
  /** Minutes, 3 to 15. */
  readonly authSessionValidity: number;
  readonly refreshTokenRotation?: {
    readonly feature: 'ENABLED' | 'DISABLED';
    readonly retryGracePeriodSeconds: number;
  };
};

export type Client = ClientSettings & {
  readonly id: string;
  readonly poolId: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Sealed for the purpose `credentials`; absent for a public client. See client-secret.ts. */
  readonly sealedSecret?: string;
  readonly version: number;
};

/** PreventUserExistenceErrors; LEGACY when it was never set. */
export function hidesUsers(client: Client): boolean {
  return client.preventUserExistenceErrors === 'ENABLED';
}
