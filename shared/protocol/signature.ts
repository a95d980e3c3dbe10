import { isAllowed } from '#core/access-keys/policy.ts';
import { fail } from '#core/errors.ts';
import { poolIdOfArn } from '#core/pools/arn.ts';
import { parseSignature, signatureMatches } from '#core/sigv4/verify.ts';
import type { Deps } from '#ports/deps.ts';
import { bodyOf, type HttpEvent } from './http.ts';
import type { OperationRow } from './operation.ts';

const SERVICE = 'cognito-idp';

/**
 * Verifies the signature of a request, and that the policy of its access key allows the operation on the pool that the
 * request names. Throws UnrecognizedClientException, InvalidSignatureException, AccessDeniedException, and what
 * parseSignature throws (core/sigv4/verify.ts).
 */
export async function verifySignature(
  deps: Deps,
  event: HttpEvent,
  operation: string,
  row: OperationRow,
  body: unknown,
): Promise<void> {
  const request = {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    headers: Object.fromEntries(
      Object.entries(event.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    body: bodyOf(event),
  };
  const { region, accountId } = deps.deployment;
  const parsed = parseSignature(request, { region, service: SERVICE, now: deps.clock.now() });
  const key = await deps.accessKeys.find(parsed.accessKeyId);
  if (!key) return fail('UnrecognizedClientException');
  if (!signatureMatches(request, parsed, key.secret)) fail('InvalidSignatureException');

  const action = `${SERVICE}:${operation}`;
  const poolId = row.pool && poolOf(body, row.pool);
  if (isAllowed(key.policy, action, poolId)) return;
  const user = `arn:aws:iam::${accountId}:user/${key.id}`;
  const resource = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId ?? '*'}`;
  fail(
    'AccessDeniedException',
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

/** Returns the pool id of a request, which is not validated yet because the policy is checked first. */
function poolOf(body: unknown, member: NonNullable<OperationRow['pool']>): string {
  const value =
    typeof body === 'object' && body !== null && Object.hasOwn(body, member)
      ? (body as Record<string, unknown>)[member]
      : '';
  const text = typeof value === 'string' ? value : '';
  return member === 'ResourceArn' ? (poolIdOfArn(text) ?? '') : text;
}
