import type { PasswordPolicy } from '#core/pools/pool.ts';

/** Returns what a policy asks of passwords, in words. */
export function policyInWords(policy: PasswordPolicy): string {
  const kinds = [
    policy.requireUppercase && 'an upper-case letter',
    policy.requireLowercase && 'a lower-case letter',
    policy.requireNumbers && 'a digit',
    policy.requireSymbols && 'a symbol',
  ].filter((kind) => kind !== false);
  const length = `${policy.minimumLength} characters or more`;
  return kinds.length > 0 ? `${length}, with ${new Intl.ListFormat('en').format(kinds)}.` : `${length}.`;
}
