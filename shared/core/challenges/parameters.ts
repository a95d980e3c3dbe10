import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { PASSWORD_FORM, SECRET_HASH_FORM } from '#core/constraints/forms.ts';
import { validationText } from '#core/constraints/wording.ts';
import { fail, TEXT } from '#core/errors.ts';
import { MAX_PUBLIC_DIGITS } from '#core/srp/srp.ts';
import { MAX_NAME } from '#core/users/names.ts';

type Parameters = Readonly<Record<string, string>>;

/** The longest value, in UTF-16 units, and what Cognito says of a wrong one where that is known. */
type Bound = { readonly max: number; readonly refuse?: () => never };

const incorrect = () => fail('NotAuthorizedException', TEXT.incorrect);

/**
 * Cognito validates no parameter of a flow (public record): who gives one that is longer than the member of the same
 * name elsewhere is told what anybody is told who gives a wrong one. It is told before anything is looked up or hashed, so
 * that it costs the same, and says the same, whether or not somebody has that name. What this service gives out, refresh
 * tokens and SECRET_BLOCK, is less than half as long as what it takes.
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
  TIMESTAMP: { max: 64, refuse: incorrect },
} as const satisfies Readonly<Record<string, Bound>>;

/** The parameters that some flow reads; one that is added needs its bound. */
export type ParameterName = keyof typeof BOUNDS;

/**
 * A parameter of AuthParameters or ChallengeResponses; undefined when it is absent. Throws what a wrong one is answered
 * with when it is too long.
 */
export function parameter(parameters: Parameters, name: ParameterName): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const { max, refuse = () => failTooLong(name, max) }: Bound = BOUNDS[name];
  return value !== undefined && value.length > max ? refuse() : value;
}

/** The same for one that must be there. Throws InvalidParameterException when it is absent or empty. */
export function requiredParameter(parameters: Parameters, name: ParameterName): string {
  return parameter(parameters, name) || fail('InvalidParameterException', `Missing required parameter ${name}`);
}

/** Throws NotAuthorizedException unless SECRET_HASH, of the name in USERNAME, is what the client's secret makes. */
export function checkSignInHash(call: ClientCall, parameters: Parameters): void {
  const username = requiredParameter(parameters, 'USERNAME');
  const given = parameter(parameters, 'SECRET_HASH');
  checkSecretHash(call, [username], given, TEXT.secretHashMissing(call.client.id));
}

/** In the words of request validation, which spells SECRET_HASH `secretHash`. */
function failTooLong(name: ParameterName, bound: number): never {
  const path = name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const failure = { path, value: '', sensitive: true, constraint: { kind: 'maxLength', bound } } as const;
  return fail('InvalidParameterException', validationText([failure]));
}
