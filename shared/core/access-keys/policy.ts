import type { AccessPolicy } from './access-key.ts';

/**
 * Tells whether a key may carry out an action, such as `cognito-idp:AdminGetUser`, on a pool. `poolId` is undefined for
 * an action that concerns no pool in particular, which only the pattern `*` allows.
 */
export function isAllowed(policy: AccessPolicy, action: string, poolId: string | undefined): boolean {
  const allowed = policy.actions.some((pattern) => matchesPattern(pattern, action));
  return (
    allowed &&
    policy.pools.some((pattern) => (poolId === undefined ? pattern === '*' : matchesPattern(pattern, poolId)))
  );
}

/**
 * Matches a pattern in which `*` stands for any run of characters; `?` is not a wildcard. An operator may write any
 * pattern, so matching is linear in the text.
 */
function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
