/** The errors that tests expect, each with its name and its whole text: a text that clients match on stands once in tests. */
export type ExpectedError = { readonly name: string; readonly message: string };

const error = (name: string, message: string): ExpectedError => ({ name, message });
const notAuthorized = (message: string) => error('NotAuthorizedException', message);
export const invalid = (message: string) => error('InvalidParameterException', message);

// Sign-in
export const INCORRECT = notAuthorized('Incorrect username or password.');
export const ATTEMPTS_EXCEEDED = notAuthorized('Password attempts exceeded');
export const DISABLED = notAuthorized('User is disabled.');
export const NOT_CONFIRMED = error('UserNotConfirmedException', 'User is not confirmed.');
export const RESET_REQUIRED = error('PasswordResetRequiredException', 'Password reset required for the user');
export const TEMPORARY_EXPIRED = notAuthorized('Temporary password has expired and must be reset by an administrator.');
export const SESSION_INVALID = notAuthorized('Invalid session for the user.');
export const SESSION_USED = notAuthorized('Invalid session for the user, session can only be used once.');
export const SESSION_EXPIRED = notAuthorized('Invalid session for the user, session is expired.');
export const missingParameter = (name: string) => invalid(`Missing required parameter ${name}`);

// Tokens
export const ACCESS_TOKEN_INVALID = notAuthorized('Invalid Access Token');
export const ACCESS_TOKEN_FORGED = notAuthorized('Could not verify signature for Access Token');
export const ACCESS_TOKEN_EXPIRED = notAuthorized('Access Token has expired');
export const ACCESS_TOKEN_REVOKED = notAuthorized('Access Token has been revoked');
export const REFRESH_TOKEN_INVALID = notAuthorized('Invalid Refresh Token.');
export const REFRESH_TOKEN_EXPIRED = notAuthorized('Refresh Token has expired');
export const REFRESH_TOKEN_REVOKED = notAuthorized('Refresh Token has been revoked');
export const REFRESH_TOKEN_REUSED = error('RefreshTokenReuseException', 'Refresh token reuse detected');

// Codes
export const CODE_MISMATCH = error('CodeMismatchException', 'Invalid verification code provided, please try again.');
export const CODE_EXPIRED = error('ExpiredCodeException', 'Invalid code provided, please request a code again.');
export const LIMIT_EXCEEDED = error('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
/** Its text tells what went wrong with the delivery. */
export const UNDELIVERED = { name: 'CodeDeliveryFailureException' };
export const NO_MEDIUM = invalid('User has no attribute matching desired delivery mediums');
export const NO_AUTO_VERIFICATION = notAuthorized('Cannot resend codes. Auto verification not turned on.');

// Users, pools and clients that are not there
export const USER_UNKNOWN = error('UserNotFoundException', 'User does not exist.');
export const USER_UNKNOWN_TO_CLIENT = error('UserNotFoundException', 'Username/client id combination not found.');
export const poolUnknown = (id: string) => error('ResourceNotFoundException', `User pool ${id} does not exist.`);
export const clientUnknown = (id: string) => poolUnknown(`client ${id}`);
export const PAGE_TOKEN_INVALID = invalid('Invalid pagination token given.');

// Secrets of clients
export const secretHashWrong = (clientId: string) =>
  notAuthorized(`Unable to verify secret hash for client ${clientId}`);
export const secretHashMissing = (clientId: string) =>
  notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
export const secretHashNeedless = (clientId: string) =>
  notAuthorized(`Client ${clientId} is not configured for secret but secret hash was received`);

// Names
export const USERNAME_TAKEN = error('UsernameExistsException', 'User account already exists');
export const USERNAME_TAKEN_AT_SIGN_UP = error('UsernameExistsException', 'User already exists');
/** The user name is an e-mail or a phone number that another user has. */
export const usernameTakenBy = (kind: string) =>
  error('UsernameExistsException', `An account with the given ${kind} already exists.`);
export const aliasTaken = (kind: string) =>
  error('AliasExistsException', `An account with the given ${kind} already exists.`);
/** What a user is told who verifies a value that another user has as a name. */
export const aliasTakenMeanwhile = (kind: string) =>
  error('AliasExistsException', `An account with the ${kind} already exists.`);
export const EMAIL_FORM = invalid('Username cannot be of email format, since user pool is configured for email alias.');
export const PHONE_FORM = invalid(
  'Username cannot be of phone number format, since user pool is configured for phone number alias.',
);
export const SUB_FORM = invalid('A preferred_username cannot have the form of a sub.');
export const PREFERRED_TOO_EARLY = invalid(
  'Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.',
);
export const NOT_EMAIL = invalid('Username should be an email.');
export const NOT_PHONE = invalid('Username should be a phone number.');
export const NOT_EMAIL_OR_PHONE = invalid('Username should be either an email or a phone number.');

// Attributes
export const UNAUTHORIZED_WRITE = notAuthorized('A client attempted to write unauthorized attribute');
export const immutable = (name: string) => invalid(`Cannot modify the non-mutable attribute ${name}`);
export const nonconforming = (...problems: readonly string[]) =>
  invalid(`Attributes did not conform to the schema: ${problems.map((line) => `${line}\n`).join('')}`);
/** An attribute that a request with all attributes names, and that the schema does not have. */
export const notInSchema = (name: string) => nonconforming(`${name}: Attribute does not exist in the schema.`);
export const EMAIL_MALFORMED = invalid('Invalid email address format.');
export const PHONE_MALFORMED = invalid('Invalid phone number format.');
/** Of a change of single attributes; the text names each as `user.NAME`. */
const ofUser = (problem: string) => (name: string) => invalid(`user.${name}: ${problem}\n`);
export const userAttributeUnknown = ofUser('Attribute does not exist in the schema.');
export const userAttributeImmutable = ofUser('Attribute cannot be updated.');
export const userAttributeMissing = ofUser('The attribute is required');
export const userAttributeRequired = ofUser('Required attribute cannot be deleted.');

// Passwords
/** A password that somebody signs up with, or is invited with. */
export const newPasswordWeak = (rule: string) =>
  error('InvalidPasswordException', `Password did not conform with password policy: ${rule}`);
/** A password that takes the place of another. */
export const passwordWeak = (rule: string) =>
  error('InvalidPasswordException', `Password does not conform to policy: ${rule}`);
export const TOO_SHORT = 'Password not long enough';
export const NO_UPPERCASE = 'Password must have uppercase characters';
export const NO_LOWERCASE = 'Password must have lowercase characters';
export const NO_NUMBERS = 'Password must have numeric characters';
export const NO_SYMBOLS = 'Password must have symbol characters';
export const passwordMalformed = (path: string) =>
  invalid(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
  );
export const PASSWORD_USED = error('PasswordHistoryPolicyViolationException', 'Password has previously been used');
export const RESET_IMPOSSIBLE = notAuthorized('User password cannot be reset in the current state.');
export const NO_CONTACT = invalid(
  'Cannot reset password for the user as there is no registered/verified email or phone_number',
);
export const ASK_ADMINISTRATOR = notAuthorized('Contact administrator to reset password.');
export const cannotConfirm = (status: string) => notAuthorized(`User cannot be confirmed. Current status is ${status}`);

// The service
export const INTERNAL = error('InternalErrorException', 'An internal error occurred.');
