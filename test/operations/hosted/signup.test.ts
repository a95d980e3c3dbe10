import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { codeFor, HIDING, PASSWORD } from '#test/world.ts';
import { CALLBACK, type HostedPool, hostedPools, signUpAt } from './setup.ts';

const { app, ...service } = hostedPools();
const EMAIL = { autoVerifiedAttributes: ['email'] } as const;

/** The names of the fields that a page shows. */
const fieldsAt = async (w: HostedPool) => {
  const { _csrf, ...fields } = (await w.browser().get(w.url('/signup'))).fields;
  return Object.keys(fields);
};

let functions = 0;
const preSignUp = (handler: (event: Answer) => unknown) => ({
  preSignUp: app.functions.set(`pre-sign-up-${functions++}`, handler),
});

describe('signing up on the pages', () => {
  it('leads to the code, and with it to the app', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    expect(confirm).toMatchObject({ status: 200, title: 'Confirm your account', problem: undefined });
    expect(confirm.body).toContain('<bdi>p***@e***</bdi>');
    expect(await w.stored(confirm.username)).toMatchObject({
      status: 'UNCONFIRMED',
      attributes: { email: confirm.email, email_verified: 'false' },
    });
    const { status, location } = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
    expect(status).toBe(302);
    expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
    expect(location?.searchParams.get('code')).toBeTruthy();
    expect(await w.stored(confirm.username)).toMatchObject({
      status: 'CONFIRMED',
      attributes: { email_verified: 'true' },
    });
  });

  it('tells nothing of the user in any address', async () => {
    const w = await service.pool(EMAIL);
    const { action, username, headers } = await signUpAt(w, w.browser());
    expect(action).toBe(w.url('/confirm'));
    expect(JSON.stringify({ action, headers })).not.toContain(username);
  });

  it('works for a client with a secret, which only its server knows', async () => {
    const w = await service.pool(EMAIL, { secret: 'a-secret' });
    const browser = w.browser();
    const confirm = await signUpAt(w, browser);
    const { location } = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
    expect(location?.searchParams.get('code')).toBeTruthy();
  });

  it('asks for what the pool needs, under the names of Cognito', async () => {
    const schema = schemaWith({
      email: { required: true },
      given_name: { required: true },
      birthdate: { required: true },
    });
    expect(await fieldsAt(await service.pool({ ...EMAIL, schema }))).toEqual([
      'username',
      'requiredAttributes[given_name]',
      'requiredAttributes[email]',
      'requiredAttributes[birthdate]',
      'password',
    ]);
    expect(await fieldsAt(await service.pool())).toEqual(['username', 'password']);
    const anyContact = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
    expect(await fieldsAt(anyContact)).toEqual([
      'username',
      'requiredAttributes[email]',
      'requiredAttributes[phone_number]',
      'password',
    ]);
  });

  it('does not ask twice for a user name that is an e-mail address', async () => {
    const schema = schemaWith({ email: { required: true }, phone_number: { required: true } });
    const w = await service.pool({ ...EMAIL, schema, usernameAttributes: ['email'] });
    expect(await fieldsAt(w)).toEqual(['username', 'requiredAttributes[phone_number]', 'password']);
    const page = await w.browser().get(w.url('/signup'));
    expect(page.body).toContain('<label class="label-customizable">Email\n');
    const refused = await signUpAt(w, w.browser(), {
      username: 'nobody',
      'requiredAttributes[phone_number]': '+15550100',
    });
    expect(refused.problem).toBe('Username should be an email.');
    const confirm = await signUpAt(w, w.browser(), {
      username: 'once@example.com',
      'requiredAttributes[phone_number]': '+15550100',
    });
    expect(confirm.title).toBe('Confirm your account');
    expect(await w.stored('once@example.com')).toMatchObject({ attributes: { email: 'once@example.com' } });
  });

  it('asks for the e-mail address of somebody whose user name may be a phone number', async () => {
    const usernameAttributes = ['email', 'phone_number'] as const;
    const w = await service.pool({ ...EMAIL, usernameAttributes });
    expect(await fieldsAt(w)).toEqual(['username', 'requiredAttributes[email]', 'password']);
    const page = await w.browser().get(w.url('/signup'));
    expect(page.body).toContain('Email or phone number');
    expect(/<input[^>]*requiredAttributes\[email\][^>]*>/.exec(page.body)?.[0]).not.toContain('required>');
    const both = await service.pool({ autoVerifiedAttributes: usernameAttributes, usernameAttributes });
    expect(await fieldsAt(both)).toEqual(['username', 'password']);
  });

  it('does not ask for what the client may not write', async () => {
    const w = await service.pool(EMAIL, { writeAttributes: ['name'] });
    expect(await fieldsAt(w)).toEqual(['username', 'password']);
  });

  it('takes no attribute that it does not show', async () => {
    const w = await service.pool({
      ...EMAIL,
      schema: schemaWith({}, custom('custom:role'), custom('custom:team', { required: false })),
    });
    const { username, title } = await signUpAt(w, w.browser(), {
      'requiredAttributes[custom:role]': 'administrator',
      'requiredAttributes[email_verified]': 'true',
      'requiredAttributes[name]': 'Ada',
      'requiredAttributes[sub]': 'me',
      'requiredAttributes[__proto__]': 'x',
      'custom:role': 'administrator',
      name: 'Ada',
      UserAttributes: 'x',
    });
    expect(title).toBe('Confirm your account');
    expect(Object.keys((await w.stored(username))!.attributes).sort()).toEqual(['email', 'email_verified']);
  });

  it('shows the rules of a password, and the one that is broken', async () => {
    const w = await service.pool(EMAIL);
    const refused = await signUpAt(w, w.browser(), { username: 'weak', password: 'short' });
    expect(refused).toMatchObject({
      status: 200,
      problem: 'Password did not conform with policy: Password not long enough',
      fields: { username: 'weak', 'requiredAttributes[email]': 'weak@example.com', password: '' },
    });
    expect(refused.body).toContain('>at least 8 characters</li>');
    expect(refused.body).not.toContain('short');
    expect(await w.stored('weak')).toBeUndefined();
  });

  it('wants a password even where the API does not', async () => {
    const w = await service.pool(
      { ...EMAIL, signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      { explicitAuthFlows: ['ALLOW_USER_AUTH'] },
    );
    const { problem } = await signUpAt(w, w.browser(), { username: 'without', password: '' });
    expect(problem).toBe('Password did not conform with policy: Password not long enough');
    expect(await w.stored('without')).toBeUndefined();
  });

  it.each([
    ['no user name', { username: '' }, /^1 validation error detected: Value at 'username'/],
    [
      'a user name that is too long',
      { username: 'u'.repeat(129) },
      /^1 validation error detected: Value at 'username'/,
    ],
    ['blanks in the user name', { username: 'a b' }, /^1 validation error detected: Value at 'username'/],
    [
      'a password that is too long',
      { password: `Aa1!${'x'.repeat(253)}` },
      /^1 validation error detected: Value at 'password'/,
    ],
    [
      'an attribute that is too long',
      { 'requiredAttributes[email]': `${'e'.repeat(2050)}@x.com` },
      /^1 validation error detected: Value at 'userAttributes.1.member.value'/,
    ],
    [
      'no e-mail address',
      { 'requiredAttributes[email]': '' },
      /^Attributes did not conform to the schema: email: The attribute is required/,
    ],
    [
      'an e-mail address of another form',
      { 'requiredAttributes[email]': 'nowhere' },
      /^Invalid email address format\.$/,
    ],
    [
      'a new line in the e-mail address',
      { 'requiredAttributes[email]': 'a@example.com\r\nBcc: b@example.com' },
      /^Invalid email address format\.$/,
    ],
  ])('refuses %s', async (_what, filled, problem) => {
    const w = await service.pool({ ...EMAIL, schema: schemaWith({ email: { required: true } }) });
    const before = app.outbox.messages().length;
    const refused = await signUpAt(w, w.browser(), filled);
    expect(refused.status).toBe(200);
    expect(refused.problem).toMatch(problem);
    expect(app.outbox.messages()).toHaveLength(before);
  });

  it('refuses fields that are sent twice, and ones that are far too long', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    const { fields, action } = await browser.get(w.url('/signup'));
    const send = (body: string) => browser.send('POST', action ?? '', { body });
    const form = new URLSearchParams({ ...fields, username: 'twice', password: PASSWORD });
    for (const more of ['&username=other', `&requiredAttributes%5Bemail%5D=${'x'.repeat(200_001)}`]) {
      const { location } = await send(`${form}${more}`);
      expect(location?.pathname).toBe(`${w.base}/error`);
      expect(location?.searchParams.get('error')).toBe('invalid_request');
    }
    expect(await w.stored('twice')).toBeUndefined();
  });

  it('escapes what it repeats', async () => {
    const w = await service.pool(EMAIL);
    const username = '"><script>alert(1)</script>';
    const refused = await signUpAt(w, w.browser(), {
      username,
      password: 'short',
      'requiredAttributes[email]': '\u202e<b>',
    });
    expect(refused.fields).toMatchObject({ username, 'requiredAttributes[email]': '\u202e<b>' });
    expect(refused.body).not.toContain('<script>alert');
    expect(refused.body).not.toContain('<b>');
    const confirm = await signUpAt(w, w.browser(), {
      username: '<b>"x"</b>&',
      'requiredAttributes[email]': 'x@example.com',
    });
    expect(confirm.fields.username).toBe('<b>"x"</b>&');
    expect(confirm.body).not.toContain('<b>');
  });

  it('keeps texts of every script and of the greatest length as they are', async () => {
    const w = await service.pool({ ...EMAIL, schema: schemaWith({ name: { required: true } }) });
    const names = [`\u202e\u05d0\u05d1${'\u{1f600}'.repeat(100)}`, 'n'.repeat(2048)];
    for (const name of names) {
      const refused = await signUpAt(w, w.browser(), { 'requiredAttributes[name]': name, password: 'short' });
      expect(refused.fields['requiredAttributes[name]']).toBe(name);
      const { username } = await signUpAt(w, w.browser(), { 'requiredAttributes[name]': name });
      expect((await w.stored(username))?.attributes.name).toBe(name);
    }
  });

  it('counts towards the limit of sign-ups', async () => {
    const w = await service.pool(EMAIL);
    const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserCreation' } };
    await app.call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 51 });
    const { admit } = app.deps.limiter;
    for (let request = 0; request < 51; request++) admit('SignUp', {});
    const { problem, username } = await signUpAt(w, w.browser());
    expect(problem).toBe('Rate exceeded');
    expect(await w.stored(username)).toBeUndefined();
    app.advance(1000);
    expect((await signUpAt(w, w.browser())).title).toBe('Confirm your account');
  });

  it('tells who has the name already, as the API does', async () => {
    const w = await service.pool(EMAIL, HIDING);
    await w.add('taken');
    const { problem } = await signUpAt(w, w.browser(), { username: 'taken' });
    expect(problem).toBe('User already exists');
  });

  it('takes no form that was not filled in on its page', async () => {
    const w = await service.pool(EMAIL);
    const form = { username: 'planted', password: PASSWORD, 'requiredAttributes[email]': 'planted@example.com' };
    const { problem, fields } = await w.browser().post(w.url('/signup'), form);
    expect(problem).toContain('Please try again.');
    expect(fields).toMatchObject({ username: '', 'requiredAttributes[email]': '' });
    expect(await w.stored('planted')).toBeUndefined();
  });

  it('leads on to the code when the message could not be sent', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    app.failDelivery(true);
    const confirm = await signUpAt(w, browser);
    app.failDelivery(false);
    expect(confirm).toMatchObject({ title: 'Confirm your account', problem: expect.stringContaining('deliver') });
    const again = await browser.post(w.url('/resendcode'), confirm.fields);
    expect(again.notice).toBe('A new message is on its way.');
    const { notice } = await browser.submit(again, { code: codeFor(app, confirm.email) });
    expect(notice).toBe('Your account is confirmed. You can sign in now.');
  });

  it('tells of an administrator where the pool sends no code', async () => {
    const w = await service.pool();
    const { title, problem, username } = await signUpAt(w, w.browser());
    expect(title).toBe('Your account is not confirmed yet');
    expect(problem).toContain('An administrator must confirm it');
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('tells of the link in a pool that sends one', async () => {
    const w = await service.pool({
      ...EMAIL,
      verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_LINK' },
    });
    const confirm = await signUpAt(w, w.browser());
    expect(confirm.body).toContain('We have sent a link to <bdi>p***@e***</bdi>. Open it to confirm your account.');
    expect(Object.keys(confirm.fields).sort()).toEqual(['_csrf', 'session', 'username']);
  });

  describe('in a pool whose users an administrator creates', () => {
    const CLOSED = {
      ...EMAIL,
      adminCreateUserConfig: { allowAdminCreateUserOnly: true, unusedAccountValidityDays: 7 },
    } as const;

    it('is neither possible nor offered', async () => {
      const w = await service.pool(CLOSED);
      expect((await w.browser().get(w.url('/login'))).body).not.toContain('/signup');
      const { status, body } = await w.browser().get(w.url('/signup'));
      expect(status).toBe(403);
      expect(body).toContain('SignUp is not permitted for this user pool');
      const other = await service.pool(EMAIL);
      const browser = other.browser();
      const page = await browser.get(other.url('/signup'));
      const refused = await browser.post(w.url('/signup'), { ...page.fields, username: 'sneaky', password: PASSWORD });
      expect(refused.status).toBe(403);
      expect(await w.stored('sneaky')).toBeUndefined();
    });

    it('is possible at once when that changes', async () => {
      const w = await service.pool(CLOSED);
      await w.browser().get(w.url('/login'));
      await w.changePool({
        adminCreateUserConfig: { ...CLOSED.adminCreateUserConfig, allowAdminCreateUserOnly: false },
      });
      expect((await w.browser().get(w.url('/signup'))).status).toBe(200);
    });
  });

  it('is not offered to users of other providers alone', async () => {
    const w = await service.pool(EMAIL, { supportedIdentityProviders: ['Example'] });
    expect((await w.browser().get(w.url('/signup'))).status).toBe(403);
    expect((await w.browser().get(w.url('/forgotPassword'))).status).toBe(403);
  });

  describe('with a function', () => {
    it('shows why it refuses', async () => {
      const refuse = () => {
        throw new Error('Only <friends> may join');
      };
      const w = await service.pool({ ...EMAIL, lambdaConfig: preSignUp(refuse) });
      const { problem, body, username } = await signUpAt(w, w.browser());
      expect(problem).toBe('PreSignUp failed with error Only <friends> may join.');
      expect(body).not.toContain('<friends>');
      expect(await w.stored(username)).toBeUndefined();
    });

    it('leads to the app at once when it confirms', async () => {
      const confirm = (event: { response: object }) => ({ ...event, response: { autoConfirmUser: true } });
      const w = await service.pool({ ...EMAIL, lambdaConfig: preSignUp(confirm) });
      const { location } = await signUpAt(w, w.browser());
      expect(location?.searchParams.get('code')).toBeTruthy();
    });

    it('gives it no metadata, and the client', async () => {
      const w = await service.pool({ ...EMAIL, lambdaConfig: preSignUp((event) => event) });
      await signUpAt(w, w.browser());
      expect(app.functions.events.at(-1)).toMatchObject({
        triggerSource: 'PreSignUp_SignUp',
        callerContext: { clientId: w.client.id },
        request: { validationData: null },
      });
      expect(app.functions.events.at(-1).request).not.toHaveProperty('clientMetadata');
    });
  });
});
