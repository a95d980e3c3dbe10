import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Visit } from '#test/browser.ts';
import { testBrowser } from '#test/browser.ts';
import { codeFor, HIDING, newName, OTHER_PASSWORD, PASSWORD, verified } from '#test/world.ts';
import { device, ownerWith } from '../passkeys/setup.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';
import { type HostedPool, hostedPools, signInAt } from './setup.ts';

const service = hostedPools(CHOICE);
const { app } = service;
/** The host of the deployment, which is the relying party here. */
const HOST = 'id.example.com';
const WITH_PASSKEYS = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
  webAuthnConfiguration: { relyingPartyId: HOST },
} as const;

const isSignedIn = ({ location }: Visit) => location?.searchParams.has('code') ?? false;
const choicesOn = ({ body }: Visit) => [...body.matchAll(/name="answer" value="(\w+)"/g)].map(([, value]) => value);
const optionsOn = ({ body }: Visit) =>
  JSON.parse((/data-options="([^"]*)"/.exec(body)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
/** Gives the name, and sees what comes next. */
const name = async (w: HostedPool, browser: Browser, username: string) =>
  browser.submit(await browser.get(w.url('/login')), { username });

describe('a client that lets users choose', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool(CODES, HIDING);
  });
  const someone = async () => {
    const { username, email } = newName();
    await w.add(username, { attributes: verified(email) });
    return { username, email, browser: w.browser() };
  };

  it('asks for the name first', async () => {
    const page = await w.browser().get(w.url('/login', { login_hint: 'ada' }));
    expect([page.fields.username, 'password' in page.fields]).toEqual(['ada', false]);
  });

  it('takes the password then, and says that it is wrong', async () => {
    const { username, browser } = await someone();
    const page = await name(w, browser, username);
    expect(choicesOn(page)).toEqual(['PASSWORD', 'EMAIL_OTP']);
    expect(page.fields.username).toBe(username);
    const again = await browser.submit(page, { answer: 'PASSWORD', password: OTHER_PASSWORD });
    expect(again.problem).toBe('Incorrect username or password.');
    expect(choicesOn(again)).toEqual(['PASSWORD', 'EMAIL_OTP']);
    expect(isSignedIn(await browser.submit(again, { answer: 'PASSWORD', password: PASSWORD }))).toBe(true);
  });

  it('takes a code in place of the password', async () => {
    const { username, email, browser } = await someone();
    const page = await browser.submit(await name(w, browser, username), { answer: 'EMAIL_OTP' });
    expect(page.body).toContain('We have sent a code to ');
    expect(isSignedIn(await browser.submit(page, { code: codeFor(app, email) }))).toBe(true);
  });

  it('takes the password with the name as well', async () => {
    const { username, browser } = await someone();
    expect(isSignedIn(await signInAt(w, browser, username))).toBe(true);
  });

  it.each(['PASSWORD_SRP', 'SMS_OTP', 'WEB_AUTHN', 'SELECT_CHALLENGE', '__proto__', 'x'.repeat(20_000)])(
    'refuses a choice that the page does not have: %.20s',
    async (answer) => {
      const { username, browser } = await someone();
      const again = await browser.submit(await name(w, browser, username), { answer });
      expect([again.status, again.problem === undefined]).toEqual([200, false]);
      expect(choicesOn(again)).toEqual(['PASSWORD', 'EMAIL_OTP']);
    },
  );

  it('tells nothing of unknown names', async () => {
    for (const username of ['nobody-1', 'nobody-2', `${newName().username}-x`]) {
      const browser = w.browser();
      const page = await name(w, browser, username);
      expect([page.status, page.problem]).toEqual([200, undefined]);
      const again = await browser.submit(page, { answer: 'PASSWORD', password: PASSWORD });
      expect(['Incorrect username or password.', 'ANSWER is not among the choices.']).toContain(again.problem);
    }
  });

  it.each([
    ['a user who is not confirmed', 'UNCONFIRMED', '/confirm?'],
    ['a user whose password must be reset', 'RESET_REQUIRED', '/confirmForgotPassword?'],
  ] as const)('leads %s on, once the password is right', async (_, status, path) => {
    const { username, browser } = await someone();
    await w.force(username, { status });
    const page = await name(w, browser, username);
    expect((await browser.submit(page, { answer: 'PASSWORD', password: OTHER_PASSWORD })).action).toContain('/mfa?');
    const next = await browser.submit(page, { answer: 'PASSWORD', password: PASSWORD });
    expect([next.action?.includes(path), next.fields.username]).toEqual([true, username]);
  });

  it('says that a name is unknown where the client lets it', async () => {
    const open = await service.pool(CODES);
    const page = await name(open, open.browser(), 'nobody');
    expect([page.problem, page.fields.username]).toEqual(['User does not exist.', 'nobody']);
  });

  it('has name and password together on classic pages', async () => {
    const classic = await service.pool(CODES, {}, { managedLoginVersion: 1 });
    const { username, email } = newName();
    await classic.add(username, { attributes: verified(email) });
    const browser = classic.browser();
    const page = await browser.get(classic.url('/login'));
    expect('password' in page.fields).toBe(true);
    expect((await browser.submit(page, { username })).problem).toBe('Missing required parameter PASSWORD');
    expect(isSignedIn(await browser.submit(page, { username, password: PASSWORD }))).toBe(true);
  });
});

it('a client without the choice has name and password together', async () => {
  const w = await service.pool(CODES, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
  expect('password' in (await w.browser().get(w.url('/login'))).fields).toBe(true);
});

describe('a passkey', () => {
  const atHost = () => testBrowser(app, { host: HOST });

  async function owner(w: HostedPool) {
    const { username, sub } = await w.someone();
    const own = device({ rpId: HOST, origin: `https://${HOST}` });
    await ownerWith(w, sub, username, (await w.tokens(username)).AccessToken).add(own);
    return { username, own };
  }

  it('signs in, and a wrong one does not', async () => {
    const w = await service.pool(WITH_PASSKEYS);
    const { username, own } = await owner(w);
    const browser = atHost();
    const choice = await name(w, browser, username);
    expect(choicesOn(choice)).toEqual(['PASSWORD', 'WEB_AUTHN']);
    const page = await browser.submit(choice, { answer: 'WEB_AUTHN' });
    expect(page.body).toContain('<noscript>');
    const { challenge, rpId, allowCredentials } = optionsOn(page);
    expect([rpId, allowCredentials]).toEqual([HOST, [expect.objectContaining({ id: own.id })]]);
    const wrong = own.assert({ challenge: 'EBAQEBAQEBAQEBAQEBAQEA' });
    const again = await browser.submit(page, { credential: JSON.stringify(wrong) });
    expect(again.problem).toBe('The passkey is not valid for this sign-in.');
    expect(optionsOn(again).challenge).toBe(challenge);
    expect((await browser.submit(again, { credential: '' })).problem).toBe('Missing required parameter CREDENTIAL');
    expect((await browser.submit(again, { credential: '{' })).problem).toBe('Credential data is not valid');
    const right = JSON.stringify(own.assert({ challenge }));
    expect(isSignedIn(await browser.submit(again, { credential: right }))).toBe(true);
  });

  it('is not offered where the browser would refuse it', async () => {
    const w = await service.pool({ ...WITH_PASSKEYS, webAuthnConfiguration: { relyingPartyId: 'elsewhere.example' } });
    const { username } = await owner(w).catch(() => w.someone());
    expect(choicesOn(await name(w, atHost(), username))).toEqual(['PASSWORD']);
  });

  it('is nothing for classic pages', async () => {
    const w = await service.pool(WITH_PASSKEYS, {}, { managedLoginVersion: 1 });
    const { username } = await owner(w);
    const browser = atHost();
    const page = await browser.get(w.url('/login'));
    expect(isSignedIn(await browser.submit(page, { username, password: PASSWORD }))).toBe(true);
  });
});

describe('a function that knows users of another directory', () => {
  const migrating = async (client: object) => {
    const userMigration = app.functions.set('user-migration', (event: { readonly request: { password?: string } }) => {
      if (event.request.password !== 'old') throw new Error('Bad password');
      const userAttributes = { name: 'Ada' };
      return { ...event, response: { userAttributes, finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS' } };
    });
    return service.pool({ lambdaConfig: { userMigration } }, client);
  };

  it.each([
    ['hides who exists', HIDING],
    ['does not', {}],
  ])('is asked with the password at a client that %s', async (_, client) => {
    const w = await migrating(client);
    const { username } = newName();
    const browser = w.browser();
    const page = await name(w, browser, username);
    expect([page.problem, page.fields.username, 'password' in page.fields]).toEqual([undefined, username, true]);
    const wrong = await browser.submit(page, { answer: 'PASSWORD', password: 'wrong' });
    expect(wrong.problem).toContain('Bad password');
    expect(isSignedIn(await browser.submit(page, { answer: 'PASSWORD', password: 'old' }))).toBe(true);
    expect((await w.stored(username))?.attributes.name).toBe('Ada');
  });
});
