import { createHmac } from 'node:crypto';
import { isOneOf } from '#core/clients/client-secret.ts';
import { cookieOf, setCookie } from './cookies.ts';
import type { WebCall } from './web-call.ts';

/** What a page needs so that its form can be told from one of another site. */
export type CsrfToken = {
  /** The field `_csrf` of the form. */
  readonly field: string;
  /** The Set-Cookie headers of the page. */
  readonly cookies: readonly string[];
};

const FLOW = /^[\w-]{22}$/;

/**
 * Returns the token for the form of a page. As Cognito has it, the field `_csrf` must equal the cookie XSRF-TOKEN. Both are
 * bound to the pool and to a random cookie that nobody but this host can set, so that whoever plants a cookie in the
 * browser, from another pool on this host or from a neighbouring host, has no field that goes with it.
 */
export function csrfToken(call: WebCall): CsrfToken {
  const known = cookieOf(call, 'flow');
  const isKnown = known !== undefined && FLOW.test(known);
  const flow = isKnown ? known : call.deps.random.bytes(16).toString('base64url');
  const field = tokenOf(call, flow);
  return { field, cookies: [...(isKnown ? [] : [setCookie(call, 'flow', flow)]), setCookie(call, 'xsrf', field)] };
}

/** Tells whether a form was filled in on a page of this pool, in the browser that sends it. */
export function isOwnForm(call: WebCall): boolean {
  const flow = cookieOf(call, 'flow');
  const cookie = cookieOf(call, 'xsrf');
  const field = call.web.form.get('_csrf');
  if (!flow || !cookie || !field || !FLOW.test(flow)) return false;
  const expected = tokenOf(call, flow);
  return isOneOf([expected], field) && isOneOf([expected], cookie);
}

function tokenOf({ deps, pool }: WebCall, flow: string): string {
  const key = deps.keys.derive('sessions', 'csrf');
  return createHmac('sha256', key).update(`${pool.id}|${flow}`).digest('base64url');
}
