import { describe, expect, it } from 'vitest';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import { atOnce, claimsOf, testPools } from '#test/world.ts';
import { newcomer, OPTIONAL, protectedUser, REQUIRED } from '../mfa/setup.ts';

const service = testPools(OPTIONAL);
const MISMATCH = { name: 'CodeMismatchException', message: 'Invalid code received for user' };
const SPENT = { name: 'ExpiredCodeException' };
const FORM = /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/;

const switchOn = (recoveryCodes: boolean) =>
  Object.assign(service.app.deps, { factorRules: { ...service.app.deps.factorRules, recoveryCodes } });

/** A user who is asked for codes, and their recovery codes. */
async function withCodes() {
  switchOn(true);
  const test = await service.pool();
  const user = await newcomer(test);
  const secret = await user.associate();
  const { RecoveryCodes } = await user.verify(codeOf(service.app, secret));
  await user.prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
  const begin = async (): Promise<string> => (await test.signIn(user.username)).Session;
  return { ...user, test, secret, begin, codes: RecoveryCodes as string[] };
}

describe('recovery codes', () => {
  it('are ten, come with a software token, and are kept as hashes', async () => {
    const user = await withCodes();
    expect(user.codes).toHaveLength(10);
    expect(new Set(user.codes).size).toBe(10);
    for (const code of user.codes) expect(code).toMatch(FORM);
    const stored = JSON.stringify(await user.token());
    for (const code of user.codes) expect(stored).not.toContain(code.replaceAll('-', ''));
    expect((await user.token())?.recoveryCodes).toHaveLength(10);
  });

  it('come in MFA_SETUP too', async () => {
    switchOn(true);
    const test = await service.pool(REQUIRED);
    await test.add('ann');
    const { SecretCode, Session } = await service.app.call('AssociateSoftwareToken', {
      Session: (await test.signIn('ann')).Session,
    });
    const verified = await service.app.call('VerifySoftwareToken', {
      Session,
      UserCode: codeOf(service.app, SecretCode),
    });
    expect(verified.RecoveryCodes).toHaveLength(10);
    expect(await test.respond('MFA_SETUP', { USERNAME: 'ann' }, verified.Session)).toHaveProperty(
      'AuthenticationResult',
    );
  });

  it('are given in place of a code of the app, once each, and counted in the audit trail', async () => {
    const user = await withCodes();
    const [first, second] = user.codes as [string, string];
    const { AuthenticationResult } = await user.answer(await user.begin(), first);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    expect(service.app.audit.at(-1)).toMatchObject({ outcome: 'tokens', recoveryCodesLeft: 9 });
    const session = await user.begin();
    await expect(user.answer(session, first)).rejects.toMatchObject(MISMATCH);
    expect(service.app.audit.at(-1)).not.toHaveProperty('recoveryCodesLeft');
    await user.answer(session, second.replaceAll('-', '').toLowerCase());
    expect(service.app.audit.at(-1)).toMatchObject({ recoveryCodesLeft: 8 });
    service.app.advance(STEP);
    expect(await user.answer(await user.begin(), codeOf(service.app, user.secret))).toHaveProperty(
      'AuthenticationResult',
    );
    expect(service.app.audit.at(-1)).not.toHaveProperty('recoveryCodesLeft');
  });

  it('have one winner when one answers 10 Sessions at once', async () => {
    const user = await withCodes();
    const sessions = await Promise.all(Array.from({ length: 10 }, user.begin));
    const { answers, errors } = await atOnce(10, (index) => user.answer(sessions[index]!, user.codes[0]!));
    expect(answers).toHaveLength(1);
    for (const { name } of errors) expect([SPENT.name, MISMATCH.name, 'NotAuthorizedException']).toContain(name);
    expect((await user.token())?.recoveryCodes).toHaveLength(9);
  });

  it('are of one user, and wrong ones are counted', async () => {
    const [user, other] = [await withCodes(), await withCodes()];
    const session = await user.begin();
    for (let count = 0; count < 5; count++) {
      await expect(user.answer(session, other.codes[count]!)).rejects.toMatchObject(MISMATCH);
    }
    await expect(user.answer(session, user.codes[0]!)).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    expect((await user.token())?.recoveryCodes).toHaveLength(10);
  });

  it('end with the token that they came with', async () => {
    const user = await withCodes();
    service.app.advance(STEP);
    const again = await user.associate();
    await user.verify(codeOf(service.app, again));
    await expect(user.answer(await user.begin(), user.codes[0]!)).rejects.toMatchObject(MISMATCH);
    await user.test.call('AdminDeleteSoftwareToken', { Username: user.username });
    expect(await user.token()).not.toHaveProperty('recoveryCodes');
  });

  it('are neither given nor accepted where the deployment does not want them', async () => {
    const user = await withCodes();
    switchOn(false);
    await expect(user.answer(await user.begin(), user.codes[0]!)).rejects.toMatchObject(MISMATCH);
    const other = await protectedUser(user.test);
    expect(await other.token()).not.toHaveProperty('recoveryCodes');
    expect(await other.verify(codeOf(service.app, await other.associate()))).toStrictEqual({ Status: 'SUCCESS' });
  });
});
