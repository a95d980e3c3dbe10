import { describe, expect, it } from 'vitest';
import { anotherClient, codeFor, HIDING, otherThan, PASSWORD } from '#test/world.ts';
import { CALLBACK, hosted, hostedPools, ON_PAGES, signInAt, signUpAt } from './setup.ts';

const { app, ...service } = hostedPools();
const EMAIL = { autoVerifiedAttributes: ['email'] } as const;
const MINUTE = 60_000;

describe('confirming a sign-up on the pages', () => {
  it('follows a sign-in of somebody who is not confirmed, and leads to the sign-in', async () => {
    const w = await service.pool(EMAIL);
    const { username, code } = await w.signedUp();
    const browser = w.browser();
    const confirm = await signInAt(w, browser, username);
    expect(confirm).toMatchObject({
      title: 'Confirm your account',
      notice: 'Your account must be confirmed before you can sign in.',
    });
    const login = await browser.submit(confirm, { code });
    expect(login).toMatchObject({ title: 'Sign in', notice: 'Your account is confirmed. You can sign in now.' });
    expect(login.fields).toMatchObject({ username, password: '' });
    const { location } = await browser.submit(login, { password: PASSWORD });
    expect(location?.searchParams.get('code')).toBeTruthy();
  });

  it('does not tell that an account waits without its password', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const { username } = await w.signedUp();
    const { title, problem } = await signInAt(w, w.browser(), username, { password: 'Wr0ng!password' });
    expect({ title, problem }).toEqual({ title: 'Sign in', problem: 'Incorrect username or password.' });
  });

  it('takes a code with blanks around it', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const { status } = await browser.submit(confirm, { code: ` ${codeFor(app, confirm.email)}\n` });
    expect(status).toBe(302);
  });

  it('tells that a code is wrong, and goes on', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const code = codeFor(app, confirm.email);
    const again = await browser.submit(confirm, { code: otherThan(code) });
    expect(again).toMatchObject({
      status: 200,
      problem: 'Invalid verification code provided, please try again.',
      fields: { username: confirm.username, session: confirm.fields.session },
    });
    expect((await browser.submit(again, { code })).status).toBe(302);
  });

  it('locks guesses as the API does, together with it', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const code = codeFor(app, confirm.email);
    let last = confirm.problem;
    for (let guess = 0; guess < 20; guess++) last = (await browser.submit(confirm, { code: otherThan(code) })).problem;
    expect(last).toBe('Attempt limit exceeded, please try after some time.');
    await expect(w.confirmSignUp(confirm.username, code)).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect((await browser.submit(confirm, { code })).problem).toBe(last);
  });

  it('sends a new code', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const first = codeFor(app, confirm.email);
    const resent = await browser.post(w.url('/resendcode'), { ...confirm.fields, resend: '' });
    expect(resent).toMatchObject({ title: 'Confirm your account', notice: 'A new message is on its way.' });
    expect(resent.body).toContain('<bdi>p***@e***</bdi>');
    expect(codeFor(app, confirm.email)).not.toBe(first);
    expect((await browser.submit(resent, { code: codeFor(app, confirm.email) })).status).toBe(302);
  });

  it('says the same of a name that nobody has, if the client hides who exists', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const asNobody = { ...confirm.fields, session: '', username: 'nobody@example.com' };
    expect(await browser.post(w.url('/confirm'), { ...asNobody, code: '123456' })).toMatchObject({
      status: 200,
      problem: 'Invalid verification code provided, please try again.',
    });
    const resent = await browser.post(w.url('/resendcode'), asNobody);
    expect(resent).toMatchObject({ status: 200, notice: 'A new message is on its way.' });
    expect(resent.body).toContain('<bdi>n***@e***</bdi>');
  });

  it('counts as a success when it is repeated, and does not sign in twice', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const code = codeFor(app, confirm.email);
    expect((await browser.submit(confirm, { code })).status).toBe(302);
    const other = await browser.get(w.url('/signup'));
    const { status, notice } = await browser.submit(confirm, { code, _csrf: other.fields._csrf ?? '' });
    expect({ status, notice }).toEqual({ status: 200, notice: 'Your account is confirmed. You can sign in now.' });
  });

  it('leads to the sign-in once the Session is over, or the password is another', async () => {
    const w = await service.pool(EMAIL);
    const late = await signUpAt(w, w.browser());
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    app.advance((w.client.authSessionValidity + 1) * MINUTE);
    const login = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
    expect(login).toMatchObject({ title: 'Sign in', notice: expect.stringContaining('is confirmed') });
    expect(login.headers).not.toHaveProperty('location');
    expect(late.title).toBe('Confirm your account');

    const changed = w.browser();
    const second = await signUpAt(w, changed);
    await w.call('AdminSetUserPassword', { Username: second.username, Password: 'An0ther!one', Permanent: false });
    await w.force(second.username, { status: 'UNCONFIRMED' });
    expect(await changed.submit(second, { code: codeFor(app, second.email) })).toMatchObject({ title: 'Sign in' });
  });

  it('asks an app that wants a level for a sign-in', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const page = await browser.get(w.url('/signup', { acr_values: 'urn:cognito:loa:2' }));
    const confirm = await browser.submit(page, {
      username: 'aiming',
      'requiredAttributes[email]': 'aiming@example.com',
      password: PASSWORD,
    });
    const login = await browser.submit(confirm, { code: codeFor(app, 'aiming@example.com') });
    expect(login).toMatchObject({ title: 'Sign in', notice: expect.stringContaining('is confirmed') });
    expect(login.action).toContain('acr_values=');
  });

  describe('takes a Session of its sign-up alone', () => {
    const beginsAgain = { status: 400, title: 'Something went wrong' };

    it('and none of another user', async () => {
      const w = await service.pool(EMAIL);
      const browser = w.browser();
      const mine = await signUpAt(w, browser);
      const theirs = await w.signedUp();
      const page = await browser.submit(mine, { username: theirs.username, code: theirs.code });
      expect(page).toMatchObject(beginsAgain);
      expect(page.body).toContain(`href="${w.base}/login?`);
      expect(await w.stored(theirs.username)).toMatchObject({ status: 'UNCONFIRMED' });
    });

    it('and none of another client, or of none', async () => {
      const w = await service.pool(EMAIL);
      const other = hosted(await anotherClient(w, ON_PAGES), w.base);
      const browser = w.browser();
      const confirm = await signUpAt(w, browser);
      const filled = { ...confirm.fields, code: codeFor(app, confirm.email) };
      expect(await browser.post(other.url('/confirm'), filled)).toMatchObject(beginsAgain);
      expect(await browser.post(w.url('/confirm'), { ...filled, session: 'x'.repeat(100) })).toMatchObject(beginsAgain);
      expect(await w.stored(confirm.username)).toMatchObject({ status: 'UNCONFIRMED' });
    });

    it('and none of the API, which takes none of the pages', async () => {
      const w = await service.pool(EMAIL, { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] });
      const { Session } = await w.signUp('by-api', { email: 'by-api@example.com' });
      const browser = w.browser();
      const confirm = await signUpAt(w, browser);
      const filled = {
        ...confirm.fields,
        username: 'by-api',
        session: Session,
        code: codeFor(app, 'by-api@example.com'),
      };
      expect(await browser.post(w.url('/confirm'), filled)).toMatchObject(beginsAgain);
      const code = codeFor(app, confirm.email);
      const refusal = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
      const session = { Session: confirm.fields.session };
      await expect(w.confirmSignUp(confirm.username, code, session)).rejects.toMatchObject(refusal);
      await w.confirmSignUp(confirm.username, code);
      await expect(w.initiate('USER_AUTH', { USERNAME: confirm.username }, session)).rejects.toMatchObject(refusal);
    });
  });

  describe('with functions', () => {
    const refuse = () => {
      throw new Error('not today');
    };

    it('stays confirmed if one of them refuses the sign-in, which says so', async () => {
      const preAuthentication = app.functions.set('no-sign-in', refuse);
      const w = await service.pool({ ...EMAIL, lambdaConfig: { preAuthentication } });
      const browser = w.browser();
      const confirm = await signUpAt(w, browser);
      const login = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
      expect(login).toMatchObject({ title: 'Sign in', notice: expect.stringContaining('is confirmed') });
      const refused = await browser.submit(login, { password: PASSWORD });
      expect(refused.problem).toBe('PreAuthentication failed with error not today.');
    });

    it('tells of one that fails afterwards, as the API does', async () => {
      const postConfirmation = app.functions.set('no-confirmation', refuse);
      const w = await service.pool({ ...EMAIL, lambdaConfig: { postConfirmation } });
      const browser = w.browser();
      const confirm = await signUpAt(w, browser);
      const code = codeFor(app, confirm.email);
      const failed = await browser.submit(confirm, { code });
      expect(failed.problem).toBe('PostConfirmation failed with error not today.');
      expect(await w.stored(confirm.username)).toMatchObject({ status: 'CONFIRMED' });
      expect((await browser.submit(failed, { code })).status).toBe(302);
    });
  });

  it('asks for MFA before it leads to the app', async () => {
    const w = await service.pool({
      ...EMAIL,
      mfaConfiguration: 'ON',
      softwareTokenMfaConfiguration: { enabled: true },
    });
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const { location } = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
    expect(location).toBeUndefined();
    expect([...browser.cookies.keys()]).not.toContain(`__Host-cognito-${w.pool.id}`);
    expect(await w.stored(confirm.username)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('leads to the sign-in without the form of another page', async () => {
    const w = await service.pool(EMAIL);
    const { location } = await w.browser().get(w.url('/confirm'));
    expect(location?.pathname).toBe(`${w.base}/login`);
    for (const path of ['/confirm', '/resendcode']) {
      const { title, problem } = await w.browser().post(w.url(path), { username: 'ada', code: '1' });
      expect({ title, problem }).toEqual({ title: 'Sign in', problem: expect.stringContaining('Please try again') });
    }
    const browser = w.browser();
    const { fields } = await browser.get(w.url('/signup'));
    const { title } = await browser.post(w.url('/confirm'), { _csrf: fields._csrf ?? '', code: '1' });
    expect(title).toBe('Sign in');
  });

  it('sends no code in a pool that verifies nothing', async () => {
    const w = await service.pool({}, HIDING);
    await w.add('waiting', { status: 'UNCONFIRMED' });
    const browser = w.browser();
    const confirm = await signInAt(w, browser, 'waiting');
    const { problem } = await browser.post(w.url('/resendcode'), confirm.fields);
    expect(problem).toBe('Cannot resend codes. Auto verification not turned on.');
  });

  it('goes back to the app that asked for it', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const page = await browser.get(w.url('/signup', { state: 's 1&2', nonce: 'n' }));
    const filled = { username: 'back', 'requiredAttributes[email]': 'back@example.com', password: PASSWORD };
    const confirm = await browser.submit(page, filled);
    const { location } = await browser.submit(confirm, { code: codeFor(app, 'back@example.com') });
    expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
    expect(location?.searchParams.get('state')).toBe('s 1&2');
  });
});
