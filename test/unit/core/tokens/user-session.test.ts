import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idIn, sessionIdOf } from '#core/tokens/user-session.ts';

const ends = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

it('makes a SessionId of 28 characters of every event id, and finds that again', () => {
  const holds = (eventId: string) => {
    const sessionId = sessionIdOf('TOKEN', eventId);
    expect(sessionId).toMatch(/^tkn[0-9a-z]{25}$/);
    expect(idIn('TOKEN', sessionId)).toBe(eventId);
    expect(idIn('SSO', sessionId)).toBeUndefined();
    expect(sessionIdOf('SSO', eventId)).toBe(sessionId.replace('tkn', 'sso'));
    expect(idIn('SSO', sessionIdOf('SSO', eventId))).toBe(eventId);
  };
  for (const eventId of ends) holds(eventId);
  fc.assert(fc.property(fc.uuid(), holds));
});

it('finds at most one SessionId of each event id', () => {
  const text = fc.stringMatching(/^(tkn|sso)?[0-9a-zA-Z]{24,26}$/);
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (sessionId) => {
      for (const type of ['TOKEN', 'SSO'] as const) {
        const id = idIn(type, sessionId);
        if (id !== undefined) expect(sessionIdOf(type, id)).toBe(sessionId);
      }
    }),
  );
  const above = `tkn${(2n ** 128n).toString(36)}`;
  expect(above).toHaveLength(28);
  expect(idIn('TOKEN', above)).toBeUndefined();
});
