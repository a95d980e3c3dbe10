import { describe, expect, it } from 'vitest';
import { ADMIN_ONLY, codeFor, HIDING, OTHER_PASSWORD, otherThan, PASSWORD } from '#test/world.ts';
import { hostedPools, signInAt } from './setup.ts';

const { app, ...service } = hostedPools();
const EMAIL = { autoVerifiedAttributes: ['email'] } as const;

/** Asks for a code on the page. */
async function forgetful(w: Awaited<ReturnType<typeof service.pool>>, username: string, browser = w.browser()) {
  const page = await browser.get(w.url('/forgotPassword'));
  return { browser, page: await browser.submit(page, { username }) };
}

describe('a forgotten password on the pages', () => {
  it('is replaced by a code, and the new one signs in', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    const browser = w.browser();
    const login = await browser.get(w.url('/login'));
    expect(login.body).toContain(`href="${w.base}/forgotPassword?`);
    const { page } = await forgetful(w, username, browser);
    expect(page).toMatchObject({ status: 200, title: 'Change your password' });
    expect(page.body).toContain('<bdi>p***@e***</bdi>');
    expect(page.action).toBe(w.url('/confirmForgotPassword'));
    const changed = await browser.submit(page, { code: codeFor(app, email), password: OTHER_PASSWORD });
    expect(changed).toMatchObject({ title: 'Sign in', notice: expect.stringContaining('has been changed') });
    expect((await browser.submit(changed, { password: PASSWORD })).problem).toBe('Incorrect username or password.');
    const { location } = await browser.submit(changed, { password: OTHER_PASSWORD });
    expect(location?.searchParams.get('code')).toBeTruthy();
  });

  it('has a path that AWS spells in two ways', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    const { browser, page } = await forgetful(w, username);
    const filled = { ...page.fields, code: codeFor(app, email), password: OTHER_PASSWORD };
    expect(await browser.post(w.url('/confirmforgotPassword'), filled)).toMatchObject({ title: 'Sign in' });
  });

  it('sends a new code from the page that asks for it', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    const { browser, page } = await forgetful(w, username);
    const first = codeFor(app, email);
    const again = await browser.post(w.url('/forgotPassword'), page.fields);
    expect(again.title).toBe('Change your password');
    expect(codeFor(app, email)).not.toBe(first);
  });

  it('tells what is wrong, and does not repeat the password', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    const { browser, page } = await forgetful(w, username);
    const code = codeFor(app, email);
    const submit = (filled: Readonly<Record<string, string>>) =>
      browser.submit(page, { code, password: OTHER_PASSWORD, ...filled });
    const wrong = await submit({ code: otherThan(code) });
    expect(wrong.problem).toBe('Invalid verification code provided, please try again.');
    expect(wrong.fields).toMatchObject({ username, password: '' });
    expect((await submit({ password: 'short' })).problem).toBe(
      'Password does not conform to policy: Password not long enough',
    );
    expect((await submit({ code: '' })).problem).toMatch(
      /^1 validation error detected: Value null at 'confirmationCode'/,
    );
    expect((await submit({ password: '' })).problem).toMatch(/^1 validation error detected: Value at 'password'/);
    expect((await submit({ password: `${'A'.repeat(257)}` })).problem).toMatch(/^1 validation error/);
    expect((await submit({})).title).toBe('Sign in');
  });

  it("does not help with another person's password", async () => {
    const w = await service.pool(EMAIL);
    const mine = await w.someone();
    const theirs = await w.someone();
    const { browser, page } = await forgetful(w, mine.username);
    await w.forgotPassword(theirs.username);
    const filled = { username: theirs.username, code: codeFor(app, mine.email), password: OTHER_PASSWORD };
    expect((await browser.submit(page, filled)).problem).toBe('Invalid verification code provided, please try again.');
    expect(await w.hasPassword(theirs.username, PASSWORD)).toBe(true);
  });

  it('locks guesses together with the API', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const { username, email } = await w.someone();
    const { browser, page } = await forgetful(w, username);
    const code = codeFor(app, email);
    let problem: string | undefined;
    for (let guess = 0; guess < 20; guess++) {
      ({ problem } = await browser.submit(page, { code: otherThan(code), password: OTHER_PASSWORD }));
    }
    expect(problem).toBe('Attempt limit exceeded, please try after some time.');
    await expect(w.confirmForgotPassword(username, code)).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect((await browser.submit(page, { code, password: OTHER_PASSWORD })).problem).toBe(problem);
  });

  it('limits the codes that are asked for', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const { username } = await w.someone();
    const browser = w.browser();
    const page = await browser.get(w.url('/forgotPassword'));
    let problem: string | undefined;
    for (let asked = 0; asked < 30 && !problem; asked++) ({ problem } = await browser.submit(page, { username }));
    expect(problem).toBe('Attempt limit exceeded, please try after some time.');
    await expect(w.forgotPassword(username)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('tells nobody who exists, if the client hides it', async () => {
    const w = await service.pool(EMAIL, HIDING);
    await w.add('ghost@example.com', { status: 'FORCE_CHANGE_PASSWORD' });
    await w.someone({ username: 'ghast@example.com' });
    const seen = [];
    for (const username of ['ghost@example.com', 'ghast@example.com', 'gh@example.com']) {
      const { browser, page } = await forgetful(w, username);
      const { fields, ...shown } = page;
      const guess = await browser.submit(page, { code: '000000', password: OTHER_PASSWORD });
      seen.push([shown.title, shown.problem, /<bdi>.*<\/bdi>/.exec(shown.body)?.[0], guess.title]);
    }
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]).toEqual(['Change your password', undefined, '<bdi>g***@e***</bdi>', 'Change your password']);
  });

  it('tells an app that does not hide it what the API tells', async () => {
    const w = await service.pool(EMAIL);
    const { page } = await forgetful(w, 'nobody');
    expect(page).toMatchObject({
      title: 'Forgot your password?',
      problem: 'Username/client id combination not found.',
    });
    expect(page.fields.username).toBe('nobody');
    const { page: empty } = await forgetful(w, '');
    expect(empty.problem).toMatch(/^1 validation error detected: Value at 'username'/);
  });

  it('is neither possible nor offered where only administrators help', async () => {
    const w = await service.pool({ ...EMAIL, ...ADMIN_ONLY });
    await w.someone({ username: 'stuck', status: 'RESET_REQUIRED' });
    expect((await w.browser().get(w.url('/login'))).body).not.toContain('/forgotPassword');
    for (const path of ['/forgotPassword', '/confirmForgotPassword']) {
      const { status, body } = await w.browser().get(w.url(path));
      expect(status).toBe(403);
      expect(body).toContain('Contact administrator to reset password.');
      expect((await w.browser().post(w.url(path), { username: 'stuck' })).status).toBe(403);
    }
    const { title, problem } = await signInAt(w, w.browser(), 'stuck');
    expect({ title, problem }).toEqual({ title: 'Sign in', problem: 'Password reset required for the user' });
  });

  it('follows a sign-in of somebody whose password an administrator has reset', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    await w.call('AdminResetUserPassword', { Username: username });
    const browser = w.browser();
    const page = await signInAt(w, browser, username);
    expect(page).toMatchObject({ title: 'Change your password', notice: expect.stringContaining('new password') });
    const login = await browser.submit(page, { code: codeFor(app, email), password: OTHER_PASSWORD });
    const { location } = await browser.submit(login, { password: OTHER_PASSWORD });
    expect(location?.searchParams.get('code')).toBeTruthy();
  });

  it('takes no form that was not filled in on its page', async () => {
    const w = await service.pool(EMAIL);
    const { username, email } = await w.someone();
    const before = app.outbox.messages(email).length;
    const asked = await w.browser().post(w.url('/forgotPassword'), { username });
    expect(asked).toMatchObject({ title: 'Forgot your password?', problem: expect.stringContaining('try again') });
    expect(asked.fields.username).toBe('');
    expect(app.outbox.messages(email)).toHaveLength(before);
    await w.forgotPassword(username);
    const filled = { username, code: codeFor(app, email), password: OTHER_PASSWORD };
    const given = await w.browser().post(w.url('/confirmForgotPassword'), filled);
    expect(given).toMatchObject({ title: 'Sign in', problem: expect.stringContaining('try again') });
    expect(await w.hasPassword(username, PASSWORD)).toBe(true);
    const { location } = await w.browser().get(w.url('/confirmForgotPassword'));
    expect(location?.pathname).toBe(`${w.base}/forgotPassword`);
  });

  describe('of somebody in another directory', () => {
    let functions = 0;
    const poolWith = (finalUserStatus: string) => {
      const userMigration = app.functions.set(`migration-${functions++}`, (event: { userName: string }) => ({
        ...event,
        response: {
          userAttributes: { email: `${event.userName}@example.com`, email_verified: 'true' },
          finalUserStatus,
          messageAction: 'SUPPRESS',
        },
      }));
      return service.pool({ ...EMAIL, lambdaConfig: { userMigration } });
    };

    it('is replaced once the function knows them', async () => {
      const w = await poolWith('RESET_REQUIRED');
      const { browser, page } = await forgetful(w, 'moving');
      const filled = { code: codeFor(app, 'moving@example.com'), password: OTHER_PASSWORD };
      expect(await browser.submit(page, filled)).toMatchObject({ title: 'Sign in' });
      expect(app.functions.events.at(-1)).toMatchObject({ triggerSource: 'UserMigration_ForgotPassword' });
      expect(await w.hasPassword('moving', OTHER_PASSWORD)).toBe(true);
    });

    it('is not needed where the password is known', async () => {
      const w = await poolWith('CONFIRMED');
      const { location } = await signInAt(w, w.browser(), 'moved');
      expect(location?.searchParams.get('code')).toBeTruthy();
      const reset = await poolWith('RESET_REQUIRED');
      expect(await signInAt(reset, reset.browser(), 'moved-too')).toMatchObject({ title: 'Change your password' });
    });
  });

  it('tells of other reasons beside the form of the sign-in', async () => {
    const w = await service.pool(EMAIL, HIDING);
    await w.add('off', { enabled: false });
    expect((await signInAt(w, w.browser(), 'off')).problem).toBe('User is disabled.');
    await w.add('late', { status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordUntil: app.deps.clock.now() - 1 });
    expect((await signInAt(w, w.browser(), 'late')).problem).toBe(
      'Temporary password has expired and must be reset by an administrator.',
    );
    let problem: string | undefined;
    for (let guess = 0; guess < 6; guess++)
      ({ problem } = await signInAt(w, w.browser(), 'off', { password: 'Wr0ng!one' }));
    expect(problem).toBe('Password attempts exceeded');
  });
});
