import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED, REFRESH_TOKEN_REVOKED, USER_UNKNOWN } from '#test/errors.ts';
import type { Tokens } from '#test/world.ts';
import { NO_SESSION, sessionOf, somebody, trackingPools } from './setup.ts';

const { app, ...service } = trackingPools();

async function twoSessions() {
  const w = await service.pool();
  const ada = await somebody(w);
  const [first, second] = [await ada.signIn(), await ada.signIn()];
  const revoke = ({ AccessToken }: Tokens, SessionId: string, more: object = {}) =>
    app.call('RevokeUserSession', { AccessToken, SessionId, ...more });
  const adminRevoke = (SessionId: string, more: object = {}) =>
    ada.admin('AdminRevokeUserSession', { SessionId, ...more });
  return { w, ada, first, second, revoke, adminRevoke };
}

describe('RevokeUserSession and AdminRevokeUserSession', () => {
  it.each(['NONE', 'LINKED', undefined])('revoke the tokens of one session, with %s', async (linked) => {
    for (const isAdmin of [false, true]) {
      const { w, ada, first, second, revoke, adminRevoke } = await twoSessions();
      const more = { RevokeAssociatedSessions: linked };
      const id = sessionOf(first);
      expect(await (isAdmin ? adminRevoke(id, more) : revoke(second, id, more))).toEqual({});
      expect(await ada.ids()).toEqual([sessionOf(second)]);
      await expect(w.getUser(first.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
      await expect(w.refresh(first.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
      await w.getUser(second.AccessToken);
      await w.refresh(second.RefreshToken);
      await expect(isAdmin ? adminRevoke(id) : revoke(second, id)).rejects.toMatchObject(NO_SESSION);
    }
  });

  it('refuse the caller’s own session, which an administrator may revoke', async () => {
    const { w, first, revoke, adminRevoke } = await twoSessions();
    await expect(revoke(first, sessionOf(first))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The session of the access token cannot be revoked.',
    });
    await w.getUser(first.AccessToken);
    await adminRevoke(sessionOf(first));
    await expect(w.getUser(first.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it("do not know another user's session", async () => {
    const { w, ada, first, second, revoke } = await twoSessions();
    const bob = await somebody(w);
    const his = await bob.signIn();
    await expect(revoke(first, sessionOf(his))).rejects.toMatchObject(NO_SESSION);
    await expect(ada.admin('AdminRevokeUserSession', { SessionId: sessionOf(his) })).rejects.toMatchObject(NO_SESSION);
    for (const { AccessToken } of [first, second, his]) await w.getUser(AccessToken);
    await expect(w.call('AdminRevokeUserSession', { Username: 'nobody', SessionId: 'x' })).rejects.toMatchObject(
      USER_UNKNOWN,
    );
  });

  it.each([
    ['nothing', () => ''],
    ['an SSO session', (id: string) => id.replace('tkn', 'sso')],
    ['capitals', (id: string) => id.toUpperCase()],
    ['a digit more', (id: string) => `${id}0`],
    ['a number above 128 bits', () => `tkn${'z'.repeat(25)}`],
    ['an id of nobody', () => `tkn${'0'.repeat(25)}`],
    ['the event id', (_id: string, eventId: string) => eventId],
    ['a line feed', (id: string) => `${id}\n`],
    ['other texts', () => `tkn${'é\u0000#'.repeat(9)}`],
  ])('do not know %s', async (_what, wrong) => {
    const { w, first, second, revoke, adminRevoke } = await twoSessions();
    const { event_id } = JSON.parse(Buffer.from(first.AccessToken.split('.')[1]!, 'base64url').toString());
    const id = wrong(sessionOf(first), event_id);
    await expect(revoke(second, id)).rejects.toMatchObject(NO_SESSION);
    await expect(adminRevoke(id)).rejects.toMatchObject(NO_SESSION);
    await w.getUser(first.AccessToken);
  });

  it.each(['RevokeToken', 'AdminUserGlobalSignOut'])('do not know a session that ended with %s', async (operation) => {
    const { w, ada, first, adminRevoke } = await twoSessions();
    if (operation === 'RevokeToken') await w.clientCall(operation, { Token: first.RefreshToken });
    else await ada.admin(operation);
    await expect(adminRevoke(sessionOf(first))).rejects.toMatchObject(NO_SESSION);
  });

  it('succeed at least once, and revoke once, when several revoke one session', async () => {
    const { w, ada, first, second, adminRevoke } = await twoSessions();
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => adminRevoke(sessionOf(first))));
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(NO_SESSION);
    expect(await ada.ids()).toEqual([sessionOf(second)]);
    await w.getUser(second.AccessToken);
  });

  it('are noted with user and pool in the audit trail', async () => {
    const { w, ada, first, second, revoke } = await twoSessions();
    await revoke(second, sessionOf(first));
    const { sub } = (await w.stored(ada.username))!;
    const line = app.audit.at(-1);
    expect(JSON.stringify(line)).toContain('RevokeUserSession');
    expect(JSON.stringify(line)).toContain(sub);
    expect(JSON.stringify(line)).not.toContain(second.AccessToken);
  });
});
