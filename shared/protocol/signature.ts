import { isKeyId } from '#core/access-keys/create.ts';
import { isAllowed } from '#core/access-keys/policy.ts';
import type { AuditNote } from '#core/audit-note.ts';
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
 * parseSignature throws (core/sigv4/verify.ts). Notes the access key that the request names. An unknown one is noted only in
 * the form of our own ids: it may be a secret that somebody put in the wrong place.
 */
export async function verifySignature(
  deps: Deps,
  event: HttpEvent,
  operation: string,
  row: OperationRow,
  body: unknown,
  audit: AuditNote,
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
  if (key || isKeyId(parsed.accessKeyId)) audit.accessKey = parsed.accessKeyId;
  if (!key) return fail('UnrecognizedClientException');
  if (!signatureMatches(request, parsed, key.secret)) fail('InvalidSignatureException');

  const action = `${SERVICE}:${operation}`;
  const poolId = namedPool(row, body);
  if (isAllowed(key.policy, action, poolId)) return;
  const user = `arn:aws:iam::${accountId}:user/${key.id}`;
  const resource = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId ?? '*'}`;
  fail(
    'AccessDeniedException',
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

/**
 * Returns the text by which a request names its pool, or undefined for an operation that names none. It is not validated,
 * because the policy is checked first.
 */
export function namedPool({ pool: member }: OperationRow, body: unknown): string | undefined {
  if (!member) return undefined;
  const value =
    typeof body === 'object' && body !== null && Object.hasOwn(body, member)
      ? (body as Record<string, unknown>)[member]
      : '';
  const text = typeof value === 'string' ? value : '';
  return member === 'ResourceArn' ? (poolIdOfArn(text) ?? '') : text;
}
