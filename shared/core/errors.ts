const LIMIT_EXCEEDED = 'Attempt limit exceeded, please try after some time.';

/**
 * Every exception of the API, with its HTTP status and its default text. Cognito answers 400 for all exceptions except
 * its two internal errors.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
const EXCEPTIONS = {
  AccessDeniedException: { status: 400, message: 'Access denied.' },
  AliasExistsException: { status: 400, message: 'An account with the given email already exists.' },
  CodeDeliveryFailureException: { status: 400, message: 'The code could not be delivered.' },
  CodeMismatchException: { status: 400, message: 'Invalid verification code provided, please try again.' },
  ConcurrentModificationException: {
    status: 400,
    message: 'The resource was changed by another request, please try again.',
  },
  DeviceKeyExistsException: { status: 400, message: 'The device is already confirmed.' },
  EnableSoftwareTokenMFAException: { status: 400, message: 'Code mismatch and fail enable Software Token MFA' },
  ExpiredCodeException: { status: 400, message: 'Invalid code provided, please request a code again.' },
  FeatureUnavailableInTierException: {
    status: 400,
    message: 'The feature is not available for the configured pricing tier.',
  },
  GroupExistsException: { status: 400, message: 'A group with the name already exists.' },
  IncompleteSignatureException: { status: 400, message: 'Authorization header is incomplete.' },
  InternalErrorException: { status: 500, message: 'An internal error occurred.' },
  InternalServerException: { status: 500, message: 'An internal error occurred.' },
  InvalidLambdaResponseException: { status: 400, message: 'Unrecognizable lambda output' },
  InvalidOAuthFlowException: { status: 400, message: 'The OAuth flow is not valid.' },
  InvalidParameterException: { status: 400, message: 'Invalid parameter.' },
  InvalidPasswordException: { status: 400, message: 'Password did not conform with policy' },
  InvalidSignatureException: {
    status: 400,
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  LimitExceededException: { status: 400, message: LIMIT_EXCEEDED },
  // The misspelling is Cognito's.
  MFAMethodNotFoundException: { status: 400, message: 'No MFA mechanism registerd in the account.' },
  ManagedLoginBrandingExistsException: { status: 400, message: 'The app client already has a branding style.' },
  MissingAuthenticationTokenException: { status: 400, message: 'Missing Authentication Token' },
  NotAuthorizedException: { status: 400, message: 'Incorrect username or password.' },
  OperationNotEnabledException: { status: 400, message: 'The operation is not enabled for this user pool.' },
  PasswordHistoryPolicyViolationException: { status: 400, message: 'Password has previously been used' },
  PasswordResetRequiredException: { status: 400, message: 'Password reset required for the user' },
  RefreshTokenReuseException: { status: 400, message: 'Refresh token reuse detected' },
  RequestEntityTooLargeException: { status: 413, message: 'Request entity too large' },
  ResourceNotFoundException: { status: 400, message: 'The resource does not exist.' },
  ScopeDoesNotExistException: { status: 400, message: 'Invalid scope requested' },
  SerializationException: { status: 400, message: 'The request body is not valid JSON.' },
  SoftwareTokenMFANotFoundException: {
    status: 400,
    message: 'Software Token MFA has not been enabled by the userPool',
  },
  TermsExistsException: { status: 400, message: 'The app client already has this terms document.' },
  TooManyRequestsException: { status: 400, message: 'Rate exceeded' },
  UnauthorizedException: { status: 400, message: 'Unauthorized' },
  UnexpectedLambdaException: { status: 400, message: 'The function could not be called.' },
  UnknownOperationException: { status: 400, message: '' },
  UnrecognizedClientException: { status: 400, message: 'The security token included in the request is invalid.' },
  UnsupportedOperationException: { status: 400, message: 'The operation is not supported.' },
  UnsupportedTokenTypeException: { status: 400, message: 'Unsupported token type' },
  UnsupportedUserStateException: { status: 400, message: 'The operation is not possible in the state of the user.' },
  UserPoolAddOnNotEnabledException: { status: 400, message: 'The user pool add-on is not enabled.' },
  UserLambdaValidationException: { status: 400, message: 'The function refused the request.' },
  UserNotConfirmedException: { status: 400, message: 'User is not confirmed.' },
  UserNotFoundException: { status: 400, message: 'User does not exist.' },
  UserPoolTaggingException: { status: 400, message: 'The tags of the user pool cannot be set.' },
  UsernameExistsException: { status: 400, message: 'User already exists' },
  WebAuthnChallengeNotFoundException: {
    status: 400,
    message: 'The registration of the passkey has expired or was not started.',
  },
  WebAuthnClientMismatchException: {
    status: 400,
    message: 'The registration of the passkey was started by another app client.',
  },
  WebAuthnConfigurationMissingException: {
    status: 400,
    message: 'The user pool has neither a relying party id nor a domain.',
  },
  WebAuthnCredentialNotSupportedException: { status: 400, message: 'The passkey is of a kind that is not supported.' },
  WebAuthnNotEnabledException: { status: 400, message: 'Passkeys are not enabled for the user pool.' },
  WebAuthnOriginNotAllowedException: {
    status: 400,
    message: 'The origin of the passkey is not allowed for the relying party id of the user pool.',
  },
  WebAuthnRelyingPartyMismatchException: {
    status: 400,
    message: 'The passkey belongs to another relying party id than that of the user pool.',
  },
} as const satisfies Record<string, { readonly status: number; readonly message: string }>;

/** The name of an exception, as clients see it in `__type`. */
export type ExceptionName = keyof typeof EXCEPTIONS;

/** An error that answers a request. Any other error is a fault of the service. */
export class Refusal extends Error {}

/**
 * An error for the client. Its `name` and `message` are sent; its `cause` is only logged. Any other error that is
 * thrown reaches the client as an InternalErrorException without its text.
 */
export class CognitoError extends Refusal {
  override readonly name: ExceptionName;
  readonly status: number;

  constructor(name: ExceptionName, message?: string, options?: { readonly cause?: unknown }) {
    super(message ?? EXCEPTIONS[name].message, options);
    this.name = name;
    this.status = EXCEPTIONS[name].status;
  }
}

/** Throws the named exception. The default text is the one that Cognito gives in the most common case. */
export function fail(name: ExceptionName, message?: string, options?: { readonly cause?: unknown }): never {
  throw new CognitoError(name, message, options);
}

/**
 * Texts that clients compare literally. Only a text that more than one operation gives is listed here; every other text
 * is written where it is thrown.
 */
export const TEXT = {
  accessTokenRevoked: 'Access Token has been revoked',
  incorrect: 'Incorrect username or password.',
  attemptsExceeded: 'Password attempts exceeded',
  limitExceeded: LIMIT_EXCEEDED,
  userDisabled: 'User is disabled.',
  usernameClientNotFound: 'Username/client id combination not found.',
  notAChoice: 'ANSWER is not among the choices.',
  credentialInvalid: 'Credential data is not valid',
  passkeyRefused: 'The passkey is not valid for this sign-in.',
  sessionInvalid: 'Invalid session for the user.',
  sessionExpired: 'Invalid session for the user, session is expired.',
  codeMismatch: 'Invalid code or auth state for the user.',
  softwareTokenMismatch: 'Invalid code received for user',
  deviceUnknown: 'Device does not exist.',
  sessionUsed: 'Invalid session for the user, session can only be used once.',
  srpInvalid: 'Invalid SRP_A',
  refreshTokenInvalid: 'Invalid Refresh Token.',
  secretHashMissing: (clientId: string) =>
    `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
  notModifiable: (attribute: string) => `Cannot modify the non-mutable attribute ${attribute}`,
  malformed: { email: 'Invalid email address format.', phone_number: 'Invalid phone number format.' },
  unauthorizedAttribute: 'A client attempted to write unauthorized attribute',
  usernameExists: 'User already exists',
  preferredUsernameTooEarly:
    'Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.',
  accountExists: (attribute: string) => `An account with the given ${attribute} already exists.`,
  pageTokenInvalid: 'Invalid pagination token given.',
  poolNotFound: (poolId: string) => `User pool ${poolId} does not exist.`,
  groupNotFound: 'Group not found.',
  clientNotFound: (clientId: string) => `User pool client ${clientId} does not exist.`,
} as const;
