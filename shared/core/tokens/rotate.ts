import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { TokenFamily } from './family.ts';
import { issueTokens, type Tokens } from './issue.ts';
import { REFRESH_TOKEN_REVOKED, redeemRefreshToken } from './redeem.ts';
import type { RefreshToken } from './refresh-token.ts';
import { revokeFamily } from './revoke.ts';

/**
 * New tokens for a refresh token. Where the client's tokens rotate, the family moves on to its next generation, and the
 * refresh token of that generation comes with them, good as long as the first one was; otherwise the presented one
 * stays. A token of the generation before gets the same tokens within the grace period, without a write; an older one,
 * or one that comes too late, has been used twice: whoever has the newer one may be a thief, so the whole family is
 * revoked. With no grace period that is so also for requests that present one token at the same time: one wins, and
 * the next ends what it won. Throws RefreshTokenReuseException, and what redeemRefreshToken throws.
 * RFC 9700 section 4.14.2;
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export async function rotateTokens(call: ClientCall, presented: string): Promise<Tokens> {
  const { deps, pool, client } = call;
  const rotation = client.refreshTokenRotation?.feature === 'ENABLED' ? client.refreshTokenRotation : undefined;
  return untilCommitted(async () => {
    const { token, user, family } = await redeemRefreshToken(call, presented);
    const now = deps.clock.now();
    const use = judgeUse(token, family, { graceSeconds: rotation?.retryGracePeriodSeconds ?? 0, now });
    const issue = { user, family, withRefreshToken: rotation !== undefined };
    if (use === 'unknown') return fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
    if (use === 'reuse') {
      await revokeFamily(call, family);
      deps.logger.warn('refresh-token.reused', { poolId: pool.id });
      return fail('RefreshTokenReuseException');
    }
    if (use === 'retry' || !rotation) return issueTokens(call, issue);
    // The presented token is spent by the commit: the keys that sign the next ones are read, and cached, before.
    await deps.configuration.signingKeys(pool.id);
    const after = { ...family, generation: family.generation + 1, rotatedAt: now };
    const lost = await deps.records.commit([{ op: 'update', kind: 'family', before: family, after }]);
    return lost ? AGAIN : issueTokens(call, { ...issue, family: after });
  });
}

/** What the use of a refresh token is, by its generation. */
type Use = 'current' | 'retry' | 'reuse' | 'unknown';

function judgeUse(
  token: RefreshToken,
  { generation, rotatedAt = 0 }: TokenFamily,
  { graceSeconds, now }: { readonly graceSeconds: number; readonly now: number },
): Use {
  if (token.generation === generation) return 'current';
  // Only a table that was restored from a backup can be behind its tokens.
  if (token.generation > generation) return 'unknown';
  const isRetry = token.generation === generation - 1 && now - rotatedAt < graceSeconds * 1000;
  return isRetry ? 'retry' : 'reuse';
}
