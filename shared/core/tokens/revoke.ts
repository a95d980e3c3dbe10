import type { Call } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { TokenFamily } from './family.ts';

/**
 * Revokes all tokens of one sign-in. The family stays in the store until it expires. Revoking it twice is not an error.
 * Returns the family as it was, or undefined if there is none.
 */
export async function revokeFamily(
  { deps }: Call,
  { poolId, sub, eventId }: Pick<TokenFamily, 'poolId' | 'sub' | 'eventId'>,
): Promise<TokenFamily | undefined> {
  return untilCommitted(async () => {
    const { family } = await deps.records.read({ family: { kind: 'family', id: { poolId, sub, eventId } } });
    if (!family || family.revokedAt !== undefined) return family;
    const after = { ...family, revokedAt: deps.clock.now() };
    const lost = await deps.records.commit([{ op: 'update', kind: 'family', before: family, after }]);
    return lost ? AGAIN : family;
  });
}
