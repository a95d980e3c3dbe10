import { describe, expect, it } from 'vitest';
import { scriptDirective } from '#test/browser.ts';
import { aliasTakenMeanwhile, CODE_EXPIRED, CODE_MISMATCH, DISABLED, LIMIT_EXCEEDED } from '#test/errors.ts';
import { anotherClient, codeFor, HIDING, HOUR, otherThan, PASSWORD } from '#test/world.ts';
import { BY_LINK, linkFor } from '../sign-up/links.ts';
import { type HostedPool, hosted, hostedPools } from './setup.ts';

const { app, ...service } = hostedPools();
const { domain: _, ...LINKS } = BY_LINK;
const CONFIRMED = 'Your registration has been confirmed!';
const SENT = 'If this registration is still waiting to be confirmed, another message is on its way.';

const poolWithLinks = (settings: Parameters<typeof service.pool>[0] = {}, client = {}) =>
  service.pool({ ...LINKS, ...settings }, client);

/** Where the link in the newest e-mail leads, with some of its parameters replaced, or left out by undefined. */
const pathOf = (w: HostedPool, email: string, more: Readonly<Record<string, string | undefined>> = {}): string => {
  const { pathname, searchParams } = linkFor(app, email);
  for (const [name, value] of Object.entries(more)) {
    if (value === undefined) searchParams.delete(name);
    else searchParams.set(name, value);
  }
  return `${w.base}${pathname}?${searchParams}`;
};

describe('GET /confirmUser', () => {
  it('confirms the user, who may then sign in, and says so again', async () => {
    const w = await poolWithLinks();
    const { username, email } = await w.signedUp();
    const browser = w.browser();
    for (let i = 0; i < 2; i++) {
      const page = await browser.get(pathOf(w, email));
      expect(page.status).toBe(200);
      expect(page.body).toContain(CONFIRMED);
      expect(page.headers['cache-control']).toContain('no-store');
      expect(page.headers['referrer-policy']).toBe('no-referrer');
      expect(page.body).not.toContain(codeFor(app, email));
    }
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
    await w.signIn(username, PASSWORD);
  });

  it('takes the path with a slash, as the page of AWS shows it, and parameters that mean nothing here', async () => {
    const w = await poolWithLinks();
    const { email } = await w.signedUp();
    const path = pathOf(w, email, { response_type: 'code' }).replace('/confirmUser?', '/confirmUser/?');
    expect((await w.browser().get(path)).body).toContain(CONFIRMED);
  });

  it('confirms in a pool whose function puts such a link into a message with a code', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['email'] });
    const { username, code } = await w.signedUp();
    const query = new URLSearchParams({ client_id: w.client.id, user_name: username, confirmation_code: code });
    expect((await w.browser().get(`${w.base}/confirmUser?${query}`)).body).toContain(CONFIRMED);
  });

  it('tells PostConfirmation, and what it throws', async () => {
    const postConfirmation = app.functions.set('page-confirmed', () => {
      throw new Error('<b>Not today</b>');
    });
    const w = await poolWithLinks({ lambdaConfig: { postConfirmation } });
    const { username, email } = await w.signedUp();
    const page = await w.browser().get(pathOf(w, email));
    expect(page.status).toBe(400);
    expect(page.problem).toBe('PostConfirmation failed with error <b>Not today</b>.');
    expect(page.body).not.toContain('<b>');
    expect(app.functions.events.at(-1)).toMatchObject({
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: username,
      callerContext: { clientId: w.client.id },
    });
    expect((await w.browser().get(pathOf(w, email))).body).toContain(CONFIRMED);
  });

  it.each([
    ['HEAD', {}, 200],
    ['GET', { 'sec-purpose': 'prefetch;prerender' }, 425],
    ['GET', { purpose: 'prefetch' }, 425],
  ])('does nothing for %s %j', async (method, headers, status) => {
    const w = await poolWithLinks();
    const { username, email } = await w.signedUp();
    app.roundTrips.reset();
    const path = pathOf(w, email);
    const page = await w.browser().send(method, path, { headers });
    expect(page).toMatchObject({ status, body: '' });
    expect(app.roundTrips).toMatchObject({ writes: 0 });
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
    expect((await w.browser().get(path)).body).toContain(CONFIRMED);
  });

  it('offers another link where the code is wrong or expired, and the other link works', async () => {
    const w = await poolWithLinks();
    const { email, code } = await w.signedUp();
    const browser = w.browser();
    const wrong = await browser.get(pathOf(w, email, { confirmation_code: otherThan(code) }));
    expect(wrong).toMatchObject({ status: 400, problem: CODE_MISMATCH.message });
    app.advance(24 * HOUR);
    const expired = await browser.get(pathOf(w, email));
    expect(expired).toMatchObject({ status: 400, problem: CODE_EXPIRED.message });
    expect(expired.action).not.toContain('confirmation_code');
    const sent = await browser.submit(expired);
    expect(sent.status).toBe(200);
    expect(sent.body).toContain(SENT);
    expect(app.outbox.messages(email)).toHaveLength(2);
    expect((await browser.get(pathOf(w, email))).body).toContain(CONFIRMED);
  });

  it('says why nothing else would help either', async () => {
    const w = await poolWithLinks({ aliasAttributes: ['email'] });
    const { username, email } = await w.signedUp();
    await w.force(username, { enabled: false });
    const disabled = await w.browser().get(pathOf(w, email));
    expect(disabled).toMatchObject({ status: 400, problem: DISABLED.message, action: undefined });
    const { email: taken } = await w.someone();
    await w.signUp('second', { email: taken });
    const refused = await w.browser().get(pathOf(w, taken));
    expect(refused).toMatchObject({ status: 400, problem: aliasTakenMeanwhile('email').message, action: undefined });
  });

  it.each([{}, HIDING])('tells nobody who exists, whatever the client tells: %j', async (client) => {
    const w = await poolWithLinks({}, client);
    const { username, email } = await w.signedUp();
    const { username: confirmed } = await w.someone();
    const pages = [];
    for (const user_name of [username, confirmed, 'nobody']) {
      const page = await w.browser().get(pathOf(w, email, { user_name, confirmation_code: '000000' }));
      const { body, ...rest } = { ...page, headers: undefined, fields: undefined };
      pages.push({ ...rest, action: rest.action?.replace(user_name, ''), length: body.length - user_name.length });
    }
    expect(pages[0]).toMatchObject({ status: 400, problem: CODE_MISMATCH.message });
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1);
  });

  it('is locked after 15 wrong codes, also for the right one', async () => {
    const w = await poolWithLinks();
    const { email, code } = await w.signedUp();
    const browser = w.browser();
    for (let i = 0; i < 15; i++) await browser.get(pathOf(w, email, { confirmation_code: otherThan(code) }));
    const locked = await browser.get(pathOf(w, email));
    expect(locked).toMatchObject({ status: 400, problem: LIMIT_EXCEEDED.message, action: undefined });
    app.advance(HOUR);
    expect((await browser.get(pathOf(w, email))).body).toContain(CONFIRMED);
  });

  it.each([
    ['no client', { client_id: undefined }, "Required String parameter 'client_id' is not present"],
    ['no name', { user_name: undefined }, 'invalid_request'],
    ['an empty name', { user_name: '' }, 'invalid_request'],
    ['a long name', { user_name: 'x'.repeat(385) }, 'invalid_request'],
    ['no code', { confirmation_code: undefined }, 'invalid_request'],
    ['a long code', { confirmation_code: '1'.repeat(2049) }, 'invalid_request'],
    ['an unknown client', { client_id: 'x'.repeat(26) }, 'unauthorized_client'],
    ['an impossible client', { client_id: '../\u0000<script>' }, 'unauthorized_client'],
  ])('refuses a link with %s', async (_, more, error) => {
    const w = await poolWithLinks();
    const { username, email } = await w.signedUp();
    const browser = w.browser();
    const refused = await browser.get(pathOf(w, email, more));
    const page = refused.location ? await browser.get(refused.location.pathname + refused.location.search) : refused;
    expect(page.status).toBe(400);
    expect(page.body).toContain(error.replaceAll("'", '&#39;'));
    expect(page.body).not.toContain('<script>');
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('refuses a link with a doubled parameter', async () => {
    const w = await poolWithLinks();
    const { username, email, code } = await w.signedUp();
    const { status, location } = await w.browser().get(`${pathOf(w, email)}&confirmation_code=${otherThan(code)}`);
    expect([status, location?.searchParams.get('error')]).toEqual([302, 'invalid_request']);
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('refuses links at the domain of another pool, and clients of other pools', async () => {
    const [w, other] = [await poolWithLinks(), await poolWithLinks()];
    const { username, email, code } = await w.signedUp();
    await other.signUp(username, { email: 'same-name@example.com' });
    const abroad = await other.browser().get(pathOf(other, email));
    expect(abroad.location?.searchParams.get('error')).toBe('unauthorized_client');
    const theirs = await other.browser().get(pathOf(other, 'same-name@example.com', { confirmation_code: code }));
    expect(theirs.problem).toBe(CODE_MISMATCH.message);
    for (const pool of [w, other]) expect(await pool.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('escapes names', async () => {
    const w = await poolWithLinks();
    const user_name = '"><script>alert(1)</script>\'&amp;\r\nset-cookie: a=b';
    const { email } = await w.signedUp();
    const page = await w.browser().get(pathOf(w, email, { user_name, confirmation_code: '000000' }));
    expect(page.body).not.toContain('<script>alert');
    expect(new URL(page.action ?? '', 'http://localhost').searchParams.get('user_name')).toBe(user_name);
    expect(page.headers['content-security-policy']).toContain(`${scriptDirective(page)};`);
  });
});

describe('POST /confirmUser', () => {
  it('sends nothing for a form of another site', async () => {
    const w = await poolWithLinks();
    const { email, code } = await w.signedUp();
    const browser = w.browser();
    const page = await browser.get(pathOf(w, email, { confirmation_code: otherThan(code) }));
    const forms: readonly Record<string, string>[] = [{}, { _csrf: '' }, { _csrf: 'x'.repeat(43) }];
    for (const form of forms) expect((await browser.post(page.action!, form)).status).toBe(400);
    // The form of one browser is of no use in another one.
    expect((await w.browser().post(page.action!, page.fields)).status).toBe(400);
    expect(app.outbox.messages(email)).toHaveLength(1);
  });

  it('answers alike whoever is named, and is limited', async () => {
    const w = await poolWithLinks();
    const { username, email } = await w.signedUp();
    const { username: confirmed, email: address } = await w.someone();
    for (const user_name of [username, confirmed, 'nobody']) {
      const browser = w.browser();
      const page = await browser.get(pathOf(w, email, { user_name, confirmation_code: '000000' }));
      for (let i = 0; i < 5; i++) expect((await browser.submit(page)).body).toContain(SENT);
      expect(await browser.submit(page)).toMatchObject({ status: 400, problem: LIMIT_EXCEEDED.message });
    }
    expect(app.outbox.messages(email)).toHaveLength(6);
    expect(app.outbox.messages(address)).toEqual([]);
  });

  it('works for a client with a secret', async () => {
    const w = await poolWithLinks();
    const confidential = await anotherClient(w, { secret: 'secret-of-this-client-0123456789' });
    const { username, email } = await w.signedUp();
    const path = pathOf(hosted(confidential, w.base), email, { client_id: confidential.client.id });
    expect((await w.browser().get(path)).body).toContain(CONFIRMED);
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED' });
  });

  it.each(['PUT', 'DELETE', 'OPTIONS'])('is not %s', async (method) => {
    const w = await poolWithLinks();
    const { email } = await w.signedUp();
    expect((await w.browser().send(method, pathOf(w, email))).status).toBe(405);
  });
});
