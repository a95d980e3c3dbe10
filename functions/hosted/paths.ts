/**
 * The paths of the endpoints and pages of a domain, on a host of its own or below `/d/` and a prefix
 * (core/domains/address.ts). Cognito's own pages use both spellings of /confirmForgotPassword. They match no path that
 * has anything to decode.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const DOMAIN_PATHS =
  /^(?:\/d\/[a-z0-9-]{1,63})?\/(?:(?:oauth2\/)?authorize|oauth2\/(?:token|userInfo|revoke|register)|log(?:in|out)|signup|confirm(?:User|[Ff]orgotPassword)?|resendcode|forgotPassword|changePassword|mfa|passkeys\/add|error|assets\/\w[\w.-]{0,63})$/;

/** The endpoints of a domain that programs call, from any origin, and that take no cookie. */
export const FOR_PROGRAMS = /^(?:\/d\/[a-z0-9-]{1,63})?\/oauth2\/(?:token|userInfo|revoke|register)$/;
