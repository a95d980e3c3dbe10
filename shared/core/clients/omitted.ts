import type { ClientSettings } from './client.ts';

/** What UpdateUserPoolClient does with a setting that the request omits. */
type Omitted = {
  /** A setting that is reset is what CreateUserPoolClient makes of its omission. */
  readonly omitted: 'kept' | 'reset';
  /** What AWS does, as far as that is known. For `unknown`, `source` says why Ownpool does what it does. */
  readonly aws: 'reset' | 'unknown';
  readonly source: string;
};

const RESET: Omitted = {
  omitted: 'reset',
  aws: 'reset',
  source: 'the page of UpdateUserPoolClient, which says it of every member',
};

/**
 * One row for each setting. What is no setting (the secrets, ids and dates of a client) is kept, as no request can name it.
 * docs/updates.md shows this table.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export const OMITTED: { readonly [Name in keyof Required<ClientSettings>]: Omitted } = {
  clientName: {
    omitted: 'kept',
    aws: 'unknown',
    source: 'the page says that it gets its default, and a name has none',
  },
  refreshTokenValidity: RESET,
  accessTokenValidity: RESET,
  idTokenValidity: RESET,
  tokenValidityUnits: RESET,
  readAttributes: RESET,
  writeAttributes: RESET,
  explicitAuthFlows: { ...RESET, source: 'measured by others, github.com/boto/boto3/issues/1607' },
  supportedIdentityProviders: {
    ...RESET,
    source: 'measured by others, github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/676',
  },
  callbackURLs: RESET,
  logoutURLs: RESET,
  defaultRedirectURI: RESET,
  allowedOAuthFlows: RESET,
  allowedOAuthScopes: RESET,
  allowedOAuthFlowsUserPoolClient: RESET,
  analyticsConfiguration: RESET,
  preventUserExistenceErrors: RESET,
  enableTokenRevocation: RESET,
  enablePropagateAdditionalUserContextData: RESET,
  authSessionValidity: RESET,
  refreshTokenRotation: {
    omitted: 'reset',
    aws: 'unknown',
    source: 'a rotation that was ever configured is shown as DISABLED, with a grace period of 0',
  },
};
