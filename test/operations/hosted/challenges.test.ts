import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import type { Browser, Visit } from '#test/browser.ts';
import { ALWAYS, addSoftwareToken, confirmed, OPTIONAL_TOTP, totpCode } from '#test/devices.ts';
import { schemaWith } from '#test/fixtures.ts';
import { anotherClient, codeFor, newName, OTHER_PASSWORD, otherThan, PASSWORD } from '#test/world.ts';
import { EVERY_FACTOR, protectedUser, REQUIRED } from '../mfa/setup.ts';
import { EMAIL_MFA, SMS_MFA, withFactors } from '../sign-in/mfa.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const service = hostedPools();
const { app } = service;
const MINUTE = 60_000;

const isSignedIn = ({ location }: Visit) => location?.searchParams.has('code') ?? false;
const OVER = 'This sign-in has taken too long, or was continued somewhere else. Please begin again.';
/** Lets the deployment do what it does not do by default. */
const allow = (rules: { readonly resendsCodes?: boolean; readonly recoveryCodes?: boolean }) =>
  Object.assign(app.deps, { factorRules: { recoveryCodes: false, resendsCodes: false, ...rules } });

beforeEach(() => allow({}));

describe('the page for a code of an authenticator app', () => {
  let w: HostedPool;
  let user: Awaited<ReturnType<typeof protectedUser>>;
  let browser: Browser;
  let page: Visit;
  beforeEach(async () => {
    w = await service.pool(OPTIONAL_TOTP);
    user = await protectedUser(w);
    browser = w.browser();
    page = await signInAt(w, browser, user.username);
  });

  it('takes the code, with blanks in it', async () => {
    const code = codeOf(app, user.secret);
    expect(isSignedIn(await browser.submit(page, { code: `${code.slice(0, 3)} ${code.slice(3)}` }))).toBe(true);
  });

  it('says that a code is wrong, and takes the right one then', async () => {
    const again = await browser.submit(page, { code: otherThan(codeOf(app, user.secret)) });
    expect(again.problem).toBe('Invalid code received for user');
    expect(again.body).toContain('authenticator app');
    expect(isSignedIn(await browser.submit(again, { code: codeOf(app, user.secret) }))).toBe(true);
  });

  it('says that a code is missing', async () => {
    expect((await browser.submit(page, { code: '' })).problem).toBe(
      'Missing required parameter SOFTWARE_TOKEN_MFA_CODE',
    );
  });

  it('leads to the app when its button is pressed once more, or after a way back to it', async () => {
    const code = codeOf(app, user.secret);
    await browser.submit(page, { code });
    expect(isSignedIn(await browser.submit(page, { code }))).toBe(true);
  });

  it('is worth nothing to another browser, whatever its form says', async () => {
    const code = codeOf(app, user.secret);
    await browser.submit(page, { code });
    const other = w.browser();
    const own = await signInAt(w, other, user.username);
    const answer = await other.submit(own, { session: page.fields.session ?? '', code });
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(answer.body).toContain(OVER);
    expect(answer.body).toContain(`href="${w.base}/login?`);
  });

  it('may be open in two tabs, of which one leads to the app', async () => {
    const other = await signInAt(w, browser, user.username);
    expect(isSignedIn(await browser.submit(page, { code: codeOf(app, user.secret) }))).toBe(true);
    expect(isSignedIn(await browser.submit(other, { code: codeOf(app, user.secret, 1) }))).toBe(true);
  });

  it('is over five minutes after the sign-in began, whatever the time of the client', async () => {
    app.advance(5 * MINUTE - 1);
    const again = await browser.submit(page, { code: otherThan(codeOf(app, user.secret)) });
    expect(again.problem).toBe('Invalid code received for user');
    app.advance(1);
    const answer = await browser.submit(again, { code: codeOf(app, user.secret) });
    expect([answer.status, answer.body.includes(OVER)]).toEqual([400, true]);
  });

  it.each(['/mfa', '/changePassword'])('begins anew where the address %s is opened', async (path) => {
    const { location } = await browser.get(w.url(path, { state: 's' }));
    expect([location?.pathname, location?.searchParams.get('state')]).toEqual([`${w.base}/login`, 's']);
  });

  it('is not shown for the form of another site', async () => {
    const { _csrf, ...fields } = page.fields;
    const answer = await browser.post(page.action ?? '', { ...fields, code: codeOf(app, user.secret) });
    expect(answer.body).toContain(OVER);
    expect(answer.fields.session).toBeUndefined();
  });

  it.each<[string, (fields: Visit['fields']) => Promise<Record<string, string>> | Record<string, string>]>([
    ['no Session', () => ({ session: '' })],
    ['a Session that is none', () => ({ session: 'x'.repeat(5000) })],
    ['nothing that it asks', () => ({ asked: '' })],
    ['its Session in place of what it asks', ({ session = '' }) => ({ asked: session })],
    ['a Session of the API', async () => ({ session: (await w.signIn(user.username)).Session })],
    [
      'a Session of another challenge of the API',
      async () => ({
        session: (await w.initiate('USER_SRP_AUTH', { USERNAME: user.username, SRP_A: 'abc1' })).Session ?? '',
      }),
    ],
    [
      'a Session of another client',
      async () => {
        const other = hosted(await anotherClient(w, ON_PAGES), w.base);
        return { session: (await signInAt(other, other.browser(), user.username)).fields.session ?? '' };
      },
    ],
    [
      'a Session of another pool',
      async () => {
        const other = await service.pool(OPTIONAL_TOTP);
        const { username } = await protectedUser(other);
        return { session: (await signInAt(other, other.browser(), username)).fields.session ?? '' };
      },
    ],
  ])('is over with %s', async (_, change) => {
    const changed = await change(page.fields);
    const answer = await browser.submit(page, { ...changed, code: codeOf(app, user.secret) });
    expect([answer.status, answer.body.includes(OVER)]).toEqual([400, true]);
  });

  it('has a Session that the API does not take', async () => {
    const answer = { USERNAME: user.username, SOFTWARE_TOKEN_MFA_CODE: codeOf(app, user.secret) };
    await expect(w.respond('SOFTWARE_TOKEN_MFA', answer, page.fields.session)).rejects.toThrow('Invalid session');
  });

  it('takes a recovery code, and lets letters be typed', async () => {
    allow({ recoveryCodes: true });
    expect((await signInAt(w, w.browser(), user.username)).body).toContain('inputmode="text"');
    expect(page.body).toContain('inputmode="numeric"');
  });
});

describe('the page for a code that was sent', () => {
  it.each([
    ['SMS_MFA', SMS_MFA, 'phone'],
    ['EMAIL_OTP', EMAIL_MFA, 'email'],
  ] as const)('takes the code of %s', async (factor, settings, contact) => {
    const w = await service.pool({ mfaConfiguration: 'OPTIONAL', ...settings });
    const user = await withFactors(w, [factor]);
    const browser = w.browser();
    const page = await signInAt(w, browser, user.username);
    expect(page.body).toContain('We have sent a code to ');
    expect(page.body).not.toContain(user[contact]);
    expect(page.body).not.toContain('name="resend"');
    const code = codeFor(app, user[contact]);
    const again = await browser.submit(page, { code: otherThan(code) });
    expect(again.problem).toBe('Invalid code or auth state for the user.');
    expect(again.body).toContain('We have sent a code to ');
    expect(isSignedIn(await browser.submit(again, { code }))).toBe(true);
  });

  it('sends another code where the deployment lets it', async () => {
    allow({ resendsCodes: true });
    const w = await service.pool({ mfaConfiguration: 'OPTIONAL', ...EMAIL_MFA });
    const user = await withFactors(w, ['EMAIL_OTP']);
    const browser = w.browser();
    const page = await signInAt(w, browser, user.username);
    const first = codeFor(app, user.email);
    expect(page.body).toContain('name="resend"');
    const resent = await browser.submit(page, { resend: 'true' });
    expect(resent.body).toContain('We have sent another code.');
    expect(app.outbox.messages(user.email)).toHaveLength(2);
    expect((await browser.submit(page, { code: first })).body).toContain(OVER);
    expect(isSignedIn(await browser.submit(resent, { code: codeFor(app, user.email) }))).toBe(true);
  });

  it('sends none where the deployment does not', async () => {
    const w = await service.pool({ mfaConfiguration: 'OPTIONAL', ...EMAIL_MFA });
    const user = await withFactors(w, ['EMAIL_OTP']);
    const browser = w.browser();
    const page = await signInAt(w, browser, user.username);
    expect((await browser.submit(page, { resend: 'true' })).problem).toBe('Missing required parameter EMAIL_OTP_CODE');
    expect(app.outbox.messages(user.email)).toHaveLength(1);
  });
});

describe('the page on which users choose a factor', () => {
  it('leads to the page of the factor', async () => {
    const w = await service.pool({ mfaConfiguration: 'OPTIONAL', ...SMS_MFA, ...EMAIL_MFA });
    const user = await withFactors(w, ['SMS_MFA', 'EMAIL_OTP']);
    const browser = w.browser();
    const page = await signInAt(w, browser, user.username);
    expect([...page.body.matchAll(/name="answer" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      'SMS_MFA',
      'EMAIL_OTP',
    ]);
    expect((await browser.submit(page, { answer: 'SOFTWARE_TOKEN_MFA' })).problem).toBe(
      'ANSWER is not among the choices.',
    );
    const code = await browser.submit(page, { answer: 'EMAIL_OTP' });
    expect(isSignedIn(await browser.submit(code, { code: codeFor(app, user.email) }))).toBe(true);
  });
});

describe('the page on which users set up a factor', () => {
  const secretOf = ({ body }: Visit) => /<code id="secret">(\w+)</.exec(body)?.[1] ?? '';

  it('registers an authenticator app, and asks for it from then on', async () => {
    const w = await service.pool({ ...REQUIRED, name: 'Shop & Co' });
    const { username } = newName();
    await w.add(username);
    const browser = w.browser();
    const page = await signInAt(w, browser, username);
    const secret = secretOf(page);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(page.body).toContain(
      `otpauth://totp/Shop%20%26%20Co:${username}?issuer=Shop%20%26%20Co&amp;secret=${secret}`,
    );
    expect(page.body).toMatch(/<svg [^>]*aria-label=/);
    const again = await browser.submit(page, { code: otherThan(codeOf(app, secret)) });
    expect(again.problem).toBe('Code mismatch and fail enable Software Token MFA');
    expect(secretOf(again)).toBe(secret);
    expect(isSignedIn(await browser.submit(again, { code: codeOf(app, secret), device_name: 'My phone' }))).toBe(true);
    expect((await w.stored(username))?.mfa).toEqual({
      enabled: ['SOFTWARE_TOKEN_MFA'],
      softwareToken: { name: 'My phone' },
    });
    app.advance(STEP);
    const other = w.browser();
    const asked = await signInAt(w, other, username);
    expect(isSignedIn(await other.submit(asked, { code: codeOf(app, secret) }))).toBe(true);
  });

  it('is over in a tab whose step was taken in another', async () => {
    const w = await service.pool(REQUIRED);
    const { username } = newName();
    await w.add(username);
    const browser = w.browser();
    const page = await signInAt(w, browser, username);
    const other = await signInAt(w, browser, username);
    await browser.submit(page, { code: codeOf(app, secretOf(page)) });
    const third = w.browser();
    const login = await third.get(w.url('/login'));
    const posted = await third.post(other.action ?? '', {
      ...other.fields,
      _csrf: login.fields._csrf ?? '',
      code: codeOf(app, secretOf(other)),
    });
    expect([posted.status, posted.body.includes(OVER)]).toEqual([400, true]);
    expect((await w.stored(username))?.mfa?.enabled).toEqual(['SOFTWARE_TOKEN_MFA']);
  });

  it('shows recovery codes once', async () => {
    allow({ recoveryCodes: true });
    const w = await service.pool(REQUIRED);
    const { username } = newName();
    await w.add(username);
    const browser = w.browser();
    const page = await signInAt(w, browser, username);
    const codes = await browser.submit(page, { code: codeOf(app, secretOf(page)) });
    const [first] = /[A-Z2-7]{4}(-[A-Z2-7]{4}){3}/.exec(codes.body) ?? [''];
    expect(isSignedIn(await browser.submit(codes))).toBe(true);
    const other = w.browser();
    expect(isSignedIn(await other.submit(await signInAt(w, other, username), { code: first }))).toBe(true);
  });

  it('leaves the choice of an e-mail address to users without a contact', async () => {
    const w = await service.pool({ ...EVERY_FACTOR, mfaConfiguration: 'ON' });
    const { username, email } = newName();
    await w.add(username, { attributes: {} });
    const browser = w.browser();
    const page = await signInAt(w, browser, username);
    expect(page.body).not.toContain('id="secret"');
    expect((await browser.submit(page, { answer: 'EMAIL_OTP', email: 'nonsense' })).problem).toBe(
      'Invalid email address format.',
    );
    const code = await browser.submit(page, { answer: 'EMAIL_OTP', email });
    expect(isSignedIn(await browser.submit(code, { code: codeFor(app, email) }))).toBe(true);
    expect((await w.stored(username))?.attributes).toMatchObject({ email, email_verified: 'true' });
  });

  it('leads to an authenticator app by that choice', async () => {
    const w = await service.pool({ ...EVERY_FACTOR, mfaConfiguration: 'ON' });
    const { username } = newName();
    await w.add(username, { attributes: {} });
    const browser = w.browser();
    const page = await browser.submit(await signInAt(w, browser, username), { answer: 'SOFTWARE_TOKEN_MFA' });
    expect(isSignedIn(await browser.submit(page, { code: codeOf(app, secretOf(page)) }))).toBe(true);
  });
});

describe('the page for a new password', () => {
  let w: HostedPool;
  let username: string;
  let browser: Browser;
  let page: Visit;
  beforeAll(async () => {
    w = await service.pool({ schema: schemaWith({ name: { required: true }, email: { required: true } }) });
  });
  beforeEach(async () => {
    ({ username } = newName());
    await w.create(username);
    browser = w.browser();
    page = await signInAt(w, browser, username);
  });
  const filled = {
    password: OTHER_PASSWORD,
    confirm_password: OTHER_PASSWORD,
    'userAttributes.name': 'Ada <b>',
    'userAttributes.email': 'ada@example.com',
  };

  it('asks for the attributes that are missing, and says what the pool asks of passwords', async () => {
    expect(page.action).toContain('/changePassword?');
    expect(Object.keys(page.fields).filter((name) => name.startsWith('userAttributes.'))).toEqual([
      'userAttributes.name',
      'userAttributes.email',
    ]);
    expect(page.body).toContain('at least 8 characters');
    expect(isSignedIn(await browser.submit(page, filled))).toBe(true);
    expect(await w.stored(username)).toMatchObject({
      status: 'CONFIRMED',
      attributes: { name: 'Ada <b>', email: 'ada@example.com', email_verified: 'false' },
    });
    expect(await w.hasPassword(username, OTHER_PASSWORD)).toBe(true);
  });

  it.each([
    [
      'a weak password',
      { password: 'short', confirm_password: 'short' },
      'Password does not conform to policy: Password not long enough',
    ],
    ['two different passwords', { confirm_password: PASSWORD }, 'The two passwords are not the same.'],
    ['a missing attribute', { 'userAttributes.name': '' }, 'Invalid attributes given, name is missing'],
    ['a malformed attribute', { 'userAttributes.email': 'nonsense' }, 'Invalid email address format.'],
  ])('refuses %s, and keeps what else was filled in', async (_, wrong, problem) => {
    const again = await browser.submit(page, { ...filled, ...wrong });
    expect(again.problem).toBe(problem);
    expect(again.fields.password).toBe('');
    expect(again.fields['userAttributes.name']).toBe({ ...filled, ...wrong }['userAttributes.name']);
    expect(isSignedIn(await browser.submit(again, filled))).toBe(true);
  });

  it('sets no attribute that it has not asked for', async () => {
    await browser.submit(page, { ...filled, 'userAttributes.nickname': 'x', 'userAttributes.email_verified': 'true' });
    const { attributes } = (await w.stored(username))!;
    expect([attributes.nickname, attributes.email_verified]).toEqual([undefined, 'false']);
  });
});

it('a pool that remembers devices has its users sign in on the pages as without one', async () => {
  const w = await service.pool({ ...OPTIONAL_TOTP, ...ALWAYS });
  const { username } = newName();
  await w.add(username);
  await confirmed(w, username);
  await addSoftwareToken(w, username);
  const browser = w.browser();
  const page = await signInAt(w, browser, username);
  expect(isSignedIn(await browser.submit(page, { code: totpCode(w), DEVICE_KEY: 'x' }))).toBe(true);
});

it('functions for custom challenges are not asked on the pages', async () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:nobody';
  const w = await service.pool({
    lambdaConfig: { defineAuthChallenge: arn, createAuthChallenge: arn, verifyAuthChallengeResponse: arn },
  });
  const { username } = newName();
  await w.add(username);
  expect(isSignedIn(await signInAt(w, w.browser(), username))).toBe(true);
});
