import { createHash } from 'node:crypto';

/** The scope of tokens that are issued by the API rather than by /oauth2/token. */
export const API_SCOPE = 'aws.cognito.signin.user.admin';

/** What an app was given: its scopes, and the resource that its access tokens are for (RFC 8707). */
export type Grant = { readonly scopes: readonly string[]; readonly resource?: string };

/**
 * The attributes that each scope gives access to. `profile` stands for these and all custom attributes.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
    'address',
  ],
};

/**
 * Tells whether an app with these scopes learns an attribute. `openid` alone gives access to all attributes, and beside
 * other scopes only these count. Without scopes (a sign-in by the API) nothing is left out.
 */
export function isAttributeGranted(scopes: readonly string[] | undefined, attribute: string): boolean {
  const narrowing = scopes?.filter((scope) => Object.hasOwn(ATTRIBUTES, scope)) ?? [];
  if (narrowing.length === 0) return true;
  const isCustom = attribute.startsWith('custom:') || attribute.startsWith('dev:');
  return isCustom ? narrowing.includes('profile') : narrowing.some((scope) => ATTRIBUTES[scope]?.includes(attribute));
}

/**
 * Returns the attributes of which a client must be able to read all, to be given these scopes.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export function attributesToRead(scopes: readonly string[]): readonly string[] {
  return ['email', 'phone'].flatMap((scope) => (scopes.includes(scope) ? (ATTRIBUTES[scope] ?? []) : []));
}

/** Returns the `at_hash` of an ID token: the left half of the hash of the access token beside it. OpenID Connect Core 1.0, section 3.1.3.6. */
export function atHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}
