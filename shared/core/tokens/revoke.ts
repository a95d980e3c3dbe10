import { noteTokenUser } from '#core/audit-note.ts';
import type { Call, ClientCall } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { TokenFamily } from './family.ts';
import { openRefreshToken } from './refresh-token.ts';

/**
 * Revokes all tokens of the sign-in of a refresh token, for the client that it was issued to. Returns the family that has
 * been revoked, or what else the text is: `invalid`, which is no error (RFC 7009, section 2.2), a token of another client
 * (`foreign`), or another kind of token (`unsupported`).
 */
export async function revokeToken(
  call: ClientCall,
  text: string,
): Promise<{
  readonly result: 'revoked' | 'invalid' | 'foreign' | 'unsupported';
  readonly family?: TokenFamily | undefined;
}> {
  const token = openRefreshToken(call.deps.keys, text);
  // A text of three parts is a JWT, so it is an access or ID token.
  if (!token) return { result: text.split('.').length === 3 ? 'unsupported' : 'invalid' };
  noteTokenUser(call, token);
  if (token.clientId !== call.client.id) return { result: 'foreign' };
  return { result: 'revoked', family: await revokeFamily(call, token) };
}

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
