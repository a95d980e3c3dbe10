import { describe, expect, it } from 'vitest';
import { codeFor, otherThan, PASSWORD, testPools } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('an answer tells no more than it must', () => {
  it('NEW_PASSWORD_REQUIRED is no place to guess at the passwords before, one after the other', async () => {
    const w = await service.pool({ aliasAttributes: ['preferred_username'] });
    const { passwordPolicy } = w.pool;
    await w.changePool({ passwordPolicy: { ...passwordPolicy, passwordHistorySize: 5 } });
    app.deps.configuration.forget(w.pool.id);
    await w.add('taken');
    await w.add('ada');
    const Password = 'T3mporary!password';
    await w.call('AdminSetUserPassword', { Username: 'ada', Password });
    const { Session } = await w.signIn('ada', Password);
    const taken = { 'userAttributes.preferred_username': 'taken' };
    const guess = (password: string) => w.choosePassword('ada', Session, password, taken).catch(({ name }) => name);
    // None of them changes anything, so there may be as many as anybody likes.
    const outcomes = [];
    for (const word of ['Wr0ng!password', 'Wr0ng!again-and', PASSWORD]) outcomes.push(await guess(word));
    expect(new Set(outcomes).size).toBe(1);
  });

  it('what can not become a name is refused when the user signs up, not for ever after the right code', async () => {
    const w = await service.pool({ aliasAttributes: ['email'] });
    const email = `ada@${'a'.repeat(400)}.example`;
    const signed = await w.signUp('ada', { email }).catch(() => undefined);
    if (!signed) return;
    const code = codeFor(app, email);
    await expect(w.confirmSignUp('ada', otherThan(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await w.confirmSignUp('ada', code);
  });
});
