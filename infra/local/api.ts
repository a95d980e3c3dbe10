import { handler as account } from '#functions/account/handler.ts';
import { handler as clients } from '#functions/clients/handler.ts';
import { OPERATIONS } from '#functions/operations.ts';
import { handler as pools } from '#functions/pools/handler.ts';
import { handler as signIn } from '#functions/sign-in/handler.ts';
import { handler as signUp } from '#functions/sign-up/handler.ts';
import { handler as users } from '#functions/users/handler.ts';
import { targetOf } from '#protocol/group-handler.ts';
import type { HttpEvent, HttpHandler, HttpResponse } from '#protocol/http.ts';

const GROUPS: Readonly<Record<string, HttpHandler>> = {
  account,
  clients,
  pools,
  'sign-in': signIn,
  'sign-up': signUp,
  users,
};

/** Hands a call of the API to the group of its operation, as CloudFront and API Gateway do on AWS. */
export function api(event: HttpEvent): Promise<HttpResponse> {
  const target = targetOf(event);
  const group =
    target !== undefined && Object.hasOwn(OPERATIONS, target)
      ? OPERATIONS[target as keyof typeof OPERATIONS].group
      : '';
  // A group answers an operation it does not have as Cognito does; which one makes no difference.
  return (GROUPS[group] ?? pools)(event);
}
