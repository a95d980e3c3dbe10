import { describe, expect, it } from 'vitest';
import { codeOf } from '#test/authenticator-app.ts';
import type { Browser, Visit } from '#test/browser.ts';
import { anotherClient, claimsOf, codeFor, newName, PASSWORD, verified } from '#test/world.ts';
import { newcomer, OPTIONAL } from '../mfa/setup.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';
import { EMAIL_MFA } from '../sign-in/mfa.ts';
import { CALLBACK, type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const service = hostedPools();
const { app } = service;
const level = (...levels: readonly number[]) => ({
  acr_values: levels.map((one) => `urn:cognito:loa:${one}`).join(' '),
});

const isSignedIn = ({ location }: Visit) => location?.searchParams.has('code') ?? false;
const isStepUp = ({ body }: Visit) => body.includes('name="continue"');
const NO_FACTOR = 'No MFA mechanism registerd in the account.';

/** The claims of the ID token that the app gets. */
async function claims(w: HostedPool, { location }: Visit) {
  const { body } = await w.browser().post(`${w.base}/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: w.client.id,
    redirect_uri: CALLBACK,
    code: location?.searchParams.get('code') ?? '',
  });
  return claimsOf(JSON.parse(body).id_token);
}

/** A user whom MFA asks for nothing, and who has an authenticator app. */
async function withApp(w: HostedPool) {
  const user = await newcomer(w);
  return { ...user, secret: await user.register() };
}

const goOn = (browser: Browser, page: Visit) => browser.submit(page, { continue: 'true' });

describe('acr_values', () => {
  it('has a user who is signed in give the missing factor only, and joins the factors', async () => {
    const w = await service.pool(OPTIONAL);
    const { username, secret } = await withApp(w);
    const browser = w.browser();
    await signInAt(w, browser, username);
    const cookie = browser.cookies.get(`__Host-cognito-${w.pool.id}`)?.value;
    const { location } = await browser.get(w.url('/oauth2/authorize', level(4)));
    expect(location?.pathname).toBe(`${w.base}/login`);
    const page = await browser.get(String(location));
    expect([isStepUp(page), page.body.includes(username)]).toEqual([true, true]);
    const code = await goOn(browser, page);
    const back = await browser.submit(code, { code: codeOf(app, secret) });
    expect(await claims(w, back)).toMatchObject({ acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'] });
    expect(browser.cookies.get(`__Host-cognito-${w.pool.id}`)?.value).not.toBe(cookie);
    expect(isSignedIn(await browser.get(w.url('/oauth2/authorize', level(4))))).toBe(true);
  });

  it('has a user who is not signed in give all factors', async () => {
    const w = await service.pool(OPTIONAL);
    const { username, secret } = await withApp(w);
    const browser = w.browser();
    const page = await signInAt(w, browser, username, { parameters: level(4) });
    const back = await browser.submit(page, { code: codeOf(app, secret) });
    expect(await claims(w, back)).toMatchObject({ acr: 'urn:cognito:loa:4' });
  });

  it('asks for the first level that the user can reach, and for no other', async () => {
    const w = await service.pool({ ...OPTIONAL, ...EMAIL_MFA });
    const { username, email } = newName();
    await w.add(username, { attributes: verified(email) });
    const browser = w.browser();
    await signInAt(w, browser, username);
    // Level 1 is reached, but comes after one that can be reached.
    const page = await browser.get(w.url('/login', level(4, 3, 1)));
    expect(isStepUp(page)).toBe(true);
    const code = await goOn(browser, page);
    const back = await browser.submit(code, { code: codeFor(app, email) });
    expect(await claims(w, back)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['pwd', 'email_otp', 'mfa'] });
  });

  it('is answered at once when the first level that can be reached is reached', async () => {
    const w = await service.pool(OPTIONAL);
    const { username } = newName();
    await w.add(username);
    const browser = w.browser();
    await signInAt(w, browser, username);
    expect(isSignedIn(await browser.get(w.url('/oauth2/authorize', level(4, 1))))).toBe(true);
    expect(isSignedIn(await browser.get(w.url('/oauth2/authorize', { acr_values: 'urn:other' })))).toBe(true);
  });

  it('ends in no sign-in when no level can be reached, which only the password tells', async () => {
    const w = await service.pool(OPTIONAL);
    const { username } = newName();
    await w.add(username);
    const browser = w.browser();
    const wrong = await signInAt(w, browser, username, { parameters: level(4, 3), password: 'Wr0ng!password' });
    expect(wrong.problem).toBe('Incorrect username or password.');
    const right = await browser.submit(wrong, { username, password: PASSWORD });
    expect([right.status, right.problem]).toEqual([200, NO_FACTOR]);
    await signInAt(w, browser, username);
    const page = await browser.get(w.url('/login', level(4)));
    expect([isSignedIn(page), isStepUp(page)]).toEqual([false, false]);
  });

  it('shows nothing with prompt=none', async () => {
    const w = await service.pool(OPTIONAL);
    const { username } = await withApp(w);
    const browser = w.browser();
    await signInAt(w, browser, username);
    const { location } = await browser.get(w.url('/oauth2/authorize', { ...level(4), prompt: 'none' }));
    expect(location?.searchParams.get('error')).toBe('login_required');
  });

  it('leaves a choice at a client that has one, and credits a code towards more', async () => {
    const w = await service.pool({ ...OPTIONAL, ...CODES }, CHOICE);
    const { username, email } = newName();
    await w.add(username, { attributes: verified(email), mfa: { softwareToken: {} } });
    const browser = w.browser();
    const choice = await browser.submit(await browser.get(w.url('/login', level(2))), { username });
    const code = await browser.submit(choice, { answer: 'EMAIL_OTP' });
    expect(isSignedIn(await browser.submit(code, { code: codeFor(app, email) }))).toBe(true);
    const page = await browser.get(w.url('/login', level(3)));
    expect(isStepUp(page)).toBe(true);
    const password = await goOn(browser, page);
    const back = await browser.submit(password, { answer: 'PASSWORD', password: PASSWORD });
    expect(await claims(w, back)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['email_otp', 'pwd', 'mfa'] });
    // A client without the choice begins with the password, so that a code alone is no credit there.
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    const fresh = w.browser();
    const chosen = await fresh.submit(await fresh.get(w.url('/login', level(2))), { username });
    const sent = await fresh.submit(chosen, { answer: 'EMAIL_OTP' });
    expect(isSignedIn(await fresh.submit(sent, { code: codeFor(app, email) }))).toBe(true);
    const again = await fresh.get(other.url('/login', level(3)));
    expect([isStepUp(again), 'password' in again.fields]).toEqual([false, true]);
  });

  it('lets somebody else sign in', async () => {
    const w = await service.pool(OPTIONAL);
    const { username } = await withApp(w);
    const browser = w.browser();
    await signInAt(w, browser, username);
    const page = await browser.get(w.url('/login', level(4)));
    const link = (/<a href="([^"]*)"/.exec(page.body)?.[1] ?? '').replaceAll('&amp;', '&');
    expect('password' in (await browser.get(link)).fields).toBe(true);
  });

  it('shows the form when the session has ended meanwhile', async () => {
    const w = await service.pool(OPTIONAL);
    const { username } = await withApp(w);
    const browser = w.browser();
    await signInAt(w, browser, username);
    const page = await browser.get(w.url('/login', level(4)));
    await w.call('AdminUserGlobalSignOut', { Username: username });
    expect('password' in (await goOn(browser, page)).fields).toBe(true);
  });

  it('is ignored in the tier LITE and on classic pages', async () => {
    for (const [settings, kind] of [
      [{ userPoolTier: 'LITE' }, 2],
      [{}, 1],
    ] as const) {
      const w = await service.pool({ ...OPTIONAL, ...settings }, {}, { managedLoginVersion: kind });
      const { username } = newName();
      await w.add(username);
      expect(isSignedIn(await signInAt(w, w.browser(), username, { parameters: level(4) }))).toBe(true);
    }
  });
});

describe('max_age', () => {
  it('asks for all factors again once it is exceeded, and not only for the missing one', async () => {
    const w = await service.pool(OPTIONAL);
    const { username, secret } = await withApp(w);
    const browser = w.browser();
    await signInAt(w, browser, username);
    app.advance(61_000);
    const parameters = { ...level(4), max_age: '60' };
    const page = await browser.get(w.url('/login', parameters));
    expect([isStepUp(page), 'password' in page.fields]).toEqual([false, true]);
    const forged = await goOn(browser, page);
    expect(forged.problem).toBeDefined();
    const code = await browser.submit(page, { username, password: PASSWORD });
    const back = await browser.submit(code, { code: codeOf(app, secret) });
    expect(await claims(w, back)).toMatchObject({ auth_time: Math.floor(app.deps.clock.now() / 1000) });
  });
});
