import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { PASSWORD_FORM, SECRET_HASH_FORM } from '#core/constraints/forms.ts';
import { validationText } from '#core/constraints/wording.ts';
import { fail, TEXT } from '#core/errors.ts';
import { MAX_PUBLIC_DIGITS } from '#core/srp/srp.ts';
import { MAX_NAME } from '#core/users/names.ts';

type Parameters = Readonly<Record<string, string>>;

/** The longest value in UTF-16 units, and Cognito's error for a wrong value where it is known. */
type Bound = { readonly max: number; readonly refuse?: () => never };

const codeMismatch = () => fail('CodeMismatchException', TEXT.codeMismatch);
const incorrect = () => fail('NotAuthorizedException', TEXT.incorrect);

/**
 * The bounds of the parameters. Cognito validates no parameter of a flow (public record), so a value that is longer
 * than the member of the same name in other requests gets the error for a wrong value. The error is thrown before
 * anything is looked up or hashed, so that neither its time nor its text depends on whether the user exists. The values
 * that this service issues, refresh tokens and SECRET_BLOCK, are less than half as long as the bound.
 */
const BOUNDS = {
  USERNAME: { max: MAX_NAME, refuse: incorrect },
  PASSWORD: { max: PASSWORD_FORM.max, refuse: incorrect },
  NEW_PASSWORD: { max: PASSWORD_FORM.max },
  SECRET_HASH: { max: SECRET_HASH_FORM.max },
  SRP_A: { max: MAX_PUBLIC_DIGITS, refuse: () => fail('InvalidParameterException', TEXT.srpInvalid) },
  REFRESH_TOKEN: { max: 8192, refuse: () => fail('NotAuthorizedException', TEXT.refreshTokenInvalid) },
  PASSWORD_CLAIM_SECRET_BLOCK: { max: 8192, refuse: () => fail('NotAuthorizedException', TEXT.sessionInvalid) },
  PASSWORD_CLAIM_SIGNATURE: { max: 128, refuse: incorrect },
  SOFTWARE_TOKEN_MFA_CODE: { max: 128, refuse: () => fail('CodeMismatchException', TEXT.softwareTokenMismatch) },
  PREFERRED_CHALLENGE: { max: 128 },
  TARGET_ACR_VALUES: { max: 1024 },
  ACCESS_TOKEN: { max: 131_072, refuse: () => fail('NotAuthorizedException', 'Invalid Access Token') },
  MAX_AGE: { max: 10 },
  // It names a choice, or answers a custom challenge.
  ANSWER: { max: 16_384 },
  EMAIL: { max: 254, refuse: () => fail('InvalidParameterException', TEXT.malformed.email) },
  RESEND: { max: 128 },
  SMS_MFA_CODE: { max: 128, refuse: codeMismatch },
  SMS_OTP_CODE: { max: 128, refuse: codeMismatch },
  EMAIL_OTP_CODE: { max: 128, refuse: codeMismatch },
  CREDENTIAL: { max: 16_384, refuse: () => fail('InvalidParameterException', TEXT.credentialInvalid) },
  CHALLENGE_NAME: { max: 128 },
  DEVICE_KEY: { max: 128, refuse: () => fail('ResourceNotFoundException', TEXT.deviceUnknown) },
  TIMESTAMP: { max: 64, refuse: incorrect },
} as const satisfies Readonly<Record<string, Bound>>;

/** The parameters that a flow reads. A new one needs a bound. */
export type ParameterName = keyof typeof BOUNDS;

/** The names that some pages of AWS give a parameter in place of its own. */
const SYNONYMS: Readonly<Record<string, string>> = {
  EMAIL: 'email',
  EMAIL_OTP_CODE: 'EMAIL_MFA_CODE',
  CHALLENGE_NAME: 'ChallengeName',
};

/**
 * Returns a parameter of AuthParameters or ChallengeResponses, or undefined if it is absent. Throws the error for a
 * wrong value if it is too long.
 */
export function parameter(parameters: Parameters, name: ParameterName): string | undefined {
  const given = (key: string) => (Object.hasOwn(parameters, key) ? parameters[key] : undefined);
  const value = given(name) ?? given(SYNONYMS[name] ?? name);
  const { max, refuse = () => failTooLong(name, max) }: Bound = BOUNDS[name];
  return value !== undefined && value.length > max ? refuse() : value;
}

/** Returns a parameter like `parameter`, but throws InvalidParameterException if it is absent or empty. */
export function requiredParameter(parameters: Parameters, name: ParameterName): string {
  return parameter(parameters, name) || fail('InvalidParameterException', `Missing required parameter ${name}`);
}

/** Returns the key of the device that a client says it is, in a pool that tracks devices. */
export function namedDevice({ pool }: ClientCall, parameters: Parameters): string | undefined {
  return pool.deviceConfiguration ? parameter(parameters, 'DEVICE_KEY') || undefined : undefined;
}

/** Throws NotAuthorizedException unless SECRET_HASH is the hash of USERNAME that the secret of the client gives. */
export function checkSignInHash(call: ClientCall, parameters: Parameters): void {
  const username = requiredParameter(parameters, 'USERNAME');
  const given = parameter(parameters, 'SECRET_HASH');
  checkSecretHash(call, [username], given, TEXT.secretHashMissing(call.client.id));
}

/** Throws the error of request validation, which spells SECRET_HASH as `secretHash`. */
function failTooLong(name: ParameterName, bound: number): never {
  const path = name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const failure = { path, value: '', sensitive: true, constraint: { kind: 'maxLength', bound } } as const;
  return fail('InvalidParameterException', validationText([failure]));
}
