import type { Call } from '#core/call.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * The operations whose ClientMetadata a trigger sees. Every page about a trigger lists them; what a client passes to any
 * other operation is not the function's to see.
 */
const SEEN_FROM = {
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
  PreSignUp: ['AdminCreateUser', 'SignUp'],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
  PostConfirmation: ['AdminConfirmSignUp', 'ConfirmForgotPassword', 'ConfirmSignUp', 'SignUp'],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html */
  CustomMessage: [
    'AdminResetUserPassword',
    'AdminRespondToAuthChallenge',
    'AdminUpdateUserAttributes',
    'ForgotPassword',
    'GetUserAttributeVerificationCode',
    'ResendConfirmationCode',
    'SignUp',
    'UpdateUserAttributes',
  ],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html */
  CustomEmailSender: ['AdminRespondToAuthChallenge', 'ForgotPassword', 'RespondToAuthChallenge', 'SignUp'],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html */
  CustomSMSSender: ['AdminRespondToAuthChallenge', 'RespondToAuthChallenge'],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html */
  PostAuthentication: ['AdminRespondToAuthChallenge', 'RespondToAuthChallenge'],
  /** The three functions of https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html */
  AuthChallenge: ['AdminRespondToAuthChallenge', 'RespondToAuthChallenge'],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
  PreTokenGeneration: [
    'AdminRespondToAuthChallenge',
    'GetClientToken',
    'GetTokensFromRefreshToken',
    'RespondToAuthChallenge',
    // /oauth2/token, whose only grant with metadata is client_credentials.
    'Token_POST',
  ],
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
  UserMigration: ['AdminRespondToAuthChallenge', 'ForgotPassword'],
  /**
   * PreAuthentication and UserMigration see what begins a sign-in as `validationData`, and no other trigger sees it.
   * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
   */
  validationData: ['AdminInitiateAuth', 'InitiateAuth'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Returns the ClientMetadata of the request, if the trigger may see that of its operation. */
export function clientMetadataFor(
  seer: keyof typeof SEEN_FROM,
  { operation, clientMetadata }: Pick<Call, 'operation' | 'clientMetadata'>,
): Texts | undefined {
  return SEEN_FROM[seer].some((name) => name === operation) ? clientMetadata : undefined;
}
