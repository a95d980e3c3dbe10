import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { addUser, PASSWORD, signIn, signInPool } from '#test/sign-in.ts';
import { codeFor, confirm, otherThan, signUp, world } from '../operations/sign-up/support.ts';

describe('an answer tells no more than it must', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it('NEW_PASSWORD_REQUIRED is no place to guess at the passwords before, one after the other', async () => {
    const settings = { aliasAttributes: ['preferred_username'] as const };
    const { pool, client } = await signInPool(app, { pool: settings });
    await app.deps.records.commit([
      {
        op: 'update',
        kind: 'pool',
        before: pool,
        after: { ...pool, passwordPolicy: { ...pool.passwordPolicy, passwordHistorySize: 5 } },
      },
    ]);
    app.deps.configuration.forget(pool.id);
    await addUser(app, pool, { username: 'taken' });
    await addUser(app, pool, { username: 'ada' });
    const Password = 'T3mporary!password';
    await app.call('AdminSetUserPassword', { UserPoolId: pool.id, Username: 'ada', Password });
    const { Session } = await signIn(app, client, 'ada', Password);
    const guess = (NEW_PASSWORD: string) =>
      app
        .call('RespondToAuthChallenge', {
          ClientId: client.id,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: 'ada', NEW_PASSWORD, 'userAttributes.preferred_username': 'taken' },
        })
        .catch(({ name }) => name);
    // None of them changes anything, so there may be as many as anybody likes.
    const outcomes = [];
    for (const word of ['Wr0ng!password', 'Wr0ng!again-and', PASSWORD]) outcomes.push(await guess(word));
    expect(new Set(outcomes).size).toBe(1);
  });

  it('what can not become a name is refused when the user signs up, not for ever after the right code', async () => {
    const w = await world(app, { aliasAttributes: ['email'] });
    const email = `ada@${'a'.repeat(400)}.example`;
    const signed = await signUp(w, 'ada', { email }).catch(() => undefined);
    if (!signed) return;
    const code = codeFor(app, email);
    await expect(confirm(w, 'ada', otherThan(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await confirm(w, 'ada', code);
  });
});
