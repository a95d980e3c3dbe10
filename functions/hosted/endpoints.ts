import { authorize } from './authorize.ts';
import { confirm } from './confirm.ts';
import { confirmForgotPassword } from './confirm-forgot-password.ts';
import { confirmUser } from './confirm-user.ts';
import type { Endpoint } from './endpoint.ts';
import { error } from './error.ts';
import { forgotPassword } from './forgot-password.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { mfa } from './mfa.ts';
import { passkeys } from './passkeys.ts';
import { register } from './register.ts';
import { resendCode } from './resend-code.ts';
import { revoke } from './revoke.ts';
import { signup } from './signup.ts';
import { token } from './token.ts';
import { userInfo } from './user-info.ts';

/** All endpoints of a domain. */
export const ENDPOINTS: readonly Endpoint[] = [
  authorize,
  login,
  logout,
  mfa,
  passkeys,
  signup,
  confirm,
  confirmUser,
  resendCode,
  forgotPassword,
  confirmForgotPassword,
  token,
  register,
  userInfo,
  revoke,
  error,
];

/** The paths of those that programs call. No cookie counts there, so that scripts of any site may call them. */
export const PATHS_FOR_PROGRAMS = pathsOf(ENDPOINTS.filter(({ kind }) => kind === 'json'));

/** Where the paths of the endpoints are: on a host of the domain's own, or below /d/<prefix>. */
export const DOMAIN_PATHS = belowDomain(pathsOf(ENDPOINTS));
export const JSON_PATHS = belowDomain(PATHS_FOR_PROGRAMS);

/** Returns the endpoint at a path below a domain. */
export function endpointAt(path: string): Endpoint | undefined {
  return ENDPOINTS.find(({ paths }) => paths.includes(path));
}

function pathsOf(endpoints: readonly Endpoint[]): readonly string[] {
  return endpoints.flatMap(({ paths }) => paths);
}

/** The pattern is in the code of the edge, where every byte counts. It matches no path that has anything to decode. */
function belowDomain(paths: readonly string[]): RegExp {
  return new RegExp(`^(/d/[a-z0-9-]{1,63})?(${paths.join('|')})$`);
}
