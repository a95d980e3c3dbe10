import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { TokenSource } from '#core/triggers/pre-token-generation.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { TokenFamily } from './family.ts';
import { draftTokens, issueTokens, type Tokens } from './issue.ts';
import { REFRESH_TOKEN_REVOKED, redeemRefreshToken } from './redeem.ts';
import type { RefreshToken } from './refresh-token.ts';
import { revokeFamily } from './revoke.ts';
import { noteUse, writeUse } from './sessions.ts';

type Rotation = {
  readonly deviceKey?: string | undefined;
  /** The occasion, as the pool's function is told it. */
  readonly source: TokenSource;
  /** Throws for a family whose tokens cannot be refreshed in this way, before anything is written. */
  readonly check?: (family: TokenFamily) => void;
};

/**
 * Issues new tokens for a refresh token. If the client rotates refresh tokens, the family moves to its next generation,
 * and the new refresh token of that generation is valid for as long as the first one was. Otherwise the presented
 * refresh token stays valid. A token of the previous generation gets the same tokens within the grace period, without a
 * write. An older token, or one that comes too late, has been used twice. Whoever holds the newer one may be a thief,
 * so the whole family is revoked. Without a grace period this also applies to requests that present one token at the
 * same time: the first succeeds, and the second revokes what the first obtained.
 * Throws RefreshTokenReuseException, and whatever redeemRefreshToken, `check` and issueTokens throw.
 * RFC 9700 section 4.14.2;
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export async function rotateTokens(call: ClientCall, presented: string, rotating: Rotation): Promise<Tokens> {
  const { deps, pool, client } = call;
  const { source, check } = rotating;
  const rotation = client.refreshTokenRotation?.feature === 'ENABLED' ? client.refreshTokenRotation : undefined;
  return untilCommitted(async () => {
    const { token, user, family, session } = await redeemRefreshToken(call, presented, rotating);
    const now = deps.clock.now();
    const use = judgeUse(token, family, { graceSeconds: rotation?.retryGracePeriodSeconds ?? 0, now });
    const issue = { source, user, family, withRefreshToken: rotation !== undefined } as const;
    if (use === 'unknown') return fail('NotAuthorizedException', REFRESH_TOKEN_REVOKED);
    if (use === 'reuse') {
      await revokeFamily(call, family);
      deps.logger.warn('refresh-token.reused', { poolId: pool.id });
      return fail('RefreshTokenReuseException');
    }
    check?.(family);
    const noted = noteUse(call, session);
    if (use === 'retry' || !rotation) {
      const tokens = await issueTokens(call, issue);
      await writeUse(call, noted);
      return tokens;
    }
    const after = { ...family, generation: family.generation + 1, rotatedAt: now };
    // The pool's function may refuse the tokens, and the presented token must stay valid then.
    const sign = await draftTokens(call, { ...issue, family: after });
    const lost = await deps.records.commit([{ op: 'update', kind: 'family', before: family, after }, ...noted]);
    return lost ? AGAIN : sign();
  });
}

/** The way in which a refresh token was used, as its generation shows. */
type Use = 'current' | 'retry' | 'reuse' | 'unknown';

function judgeUse(
  token: RefreshToken,
  { generation, rotatedAt = 0 }: TokenFamily,
  { graceSeconds, now }: { readonly graceSeconds: number; readonly now: number },
): Use {
  if (token.generation === generation) return 'current';
  // A token can be ahead of its family only if the table was restored from a backup.
  if (token.generation > generation) return 'unknown';
  const isRetry = token.generation === generation - 1 && now - rotatedAt < graceSeconds * 1000;
  return isRetry ? 'retry' : 'reuse';
}
