import { authorize } from './authorize.ts';
import type { Endpoint } from './endpoint.ts';
import { error } from './error.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { mfa } from './mfa.ts';
import { token } from './token.ts';

/** All endpoints of a domain. */
export const ENDPOINTS: readonly Endpoint[] = [authorize, login, logout, mfa, token, error];

/** The paths of these endpoints: on a host of the domain's own, or below /d/<prefix>. */
export const DOMAIN_PATHS = new RegExp(`^(/d/[a-z0-9-]{1,63})?(${ENDPOINTS.flatMap(({ paths }) => paths).join('|')})$`);

/** Returns the endpoint at a path below a domain. */
export function endpointAt(path: string): Endpoint | undefined {
  return ENDPOINTS.find(({ paths }) => paths.includes(path));
}
