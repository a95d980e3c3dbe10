import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { newName, PASSWORD } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';

const service = hostedPools({ writeAttributes: ['email'] });
const { app } = service;
const USE = 'https://example.com/terms';
const PRIVACY = 'https://example.com/privacy';
const NOT_ACCEPTED = 'You must accept the terms to create an account.';
const SCHEMA = schemaWith({}, custom('custom:accepted', { required: false, mutable: true }));
const POOL = { autoVerifiedAttributes: ['email'], schema: SCHEMA } as const;
let functions = 0;

const document = ({ pool, client }: HostedPool, TermsName: string, link: string) =>
  app.call('CreateTerms', {
    UserPoolId: pool.id,
    ClientId: client.id,
    TermsName,
    TermsSource: 'LINK',
    Enforcement: 'NONE',
    Links: { 'cognito:default': link, 'cognito:english': `${link}/en` },
  });
const brand = ({ pool, client }: HostedPool, terms: object) =>
  app.call('CreateManagedLoginBranding', {
    UserPoolId: pool.id,
    ClientId: client.id,
    Settings: { ownpool: { terms } },
  });
/** The box by which terms are accepted, as a browser without scripts sees it. */
const boxOn = ({ body }: { readonly body: string }) =>
  /<input type="checkbox" name="acceptTerms"[^>]*>/.exec(body)?.[0];
const markOn = (page: { readonly body: string }) => / value="([^"]*)"/.exec(boxOn(page) ?? '')?.[1] ?? '';

describe('accepting the terms of a client', () => {
  let w: HostedPool;
  let documents: readonly Answer[];

  const prepare = async (terms: object, settings = {}, managedLoginVersion = 2) => {
    w = await service.pool({ ...POOL, ...settings }, {}, { managedLoginVersion });
    documents = [await document(w, 'terms-of-use', USE), await document(w, 'privacy-policy', PRIVACY)];
    await brand(w, terms);
  };
  beforeEach(() => prepare({ acceptance: 'REQUIRED', attribute: 'custom:accepted' }));

  const page = () => w.browser().get(w.url('/signup'));
  const fill = async (filled: (mark: string) => Record<string, string>) => {
    const browser = w.browser();
    const shown = await browser.get(w.url('/signup'));
    const { username, email } = newName();
    const own = { username, password: PASSWORD, 'requiredAttributes[email]': email };
    return { ...(await browser.submit(shown, { ...own, ...filled(markOn(shown)) })), username };
  };
  const accept = () => fill((mark) => ({ acceptTerms: mark }));

  it('takes a box that is not checked beforehand, in place of the line', async () => {
    const shown = await page();
    expect(boxOn(shown)).toMatch(/ required>$/);
    expect(shown.fields).not.toHaveProperty('acceptTerms');
    expect(shown.body).toContain('I accept the <a href="https://example.com/terms/en"');
    expect(shown.body).not.toContain('By signing up');
  });

  it('is recorded in the audit trail and with the user', async () => {
    const { title, username } = await accept();
    expect(title).toBe('Confirm your account');
    const time = new Date(app.deps.clock.now()).toISOString();
    const user = await w.stored(username);
    expect(user?.attributes['custom:accepted']).toBe(time);
    const modified = documents.map(({ Terms }) => new Date(Terms.LastModifiedDate * 1000).toISOString());
    expect(app.audit.at(-1)).toMatchObject({
      operation: 'Signup_POST',
      result: 'Success',
      sub: user?.sub,
      acceptedTerms: [
        { id: documents[0]?.Terms.TermsId, modifiedAt: modified[0], link: `${USE}/en` },
        { id: documents[1]?.Terms.TermsId, modifiedAt: modified[1], link: `${PRIVACY}/en` },
      ],
    });
  });

  it.each<[string, (mark: string) => Record<string, string>]>([
    ['none', () => ({})],
    ['an empty one', () => ({ acceptTerms: '' })],
    ['another one', () => ({ acceptTerms: 'true' })],
    ['a part of it', (mark) => ({ acceptTerms: mark.slice(1) })],
    ['an attribute of that name', () => ({ 'requiredAttributes[custom:accepted]': '2026-01-01T00:00:00.000Z' })],
  ])('is refused with %s in the form, and nothing is created', async (_, filled) => {
    const { problem, username, title } = await fill(filled);
    expect([title, problem]).toEqual(['Sign up with a new account', NOT_ACCEPTED]);
    expect(await w.stored(username)).toBeUndefined();
    expect(app.audit.at(-1)).toMatchObject({ result: 'InvalidParameterException' });
    expect(app.audit.at(-1)).not.toHaveProperty('acceptedTerms');
  });

  it('keeps the box checked while something else is wrong', async () => {
    const { problem, ...shown } = await fill((mark) => ({ acceptTerms: mark, password: 'x' }));
    expect(problem).not.toBe(NOT_ACCEPTED);
    expect(boxOn(shown)).toMatch(/ required checked>$/);
  });

  it('is for the terms that were shown', async () => {
    const browser = w.browser();
    const shown = await browser.get(w.url('/signup'));
    app.advance(1_000);
    await app.call('UpdateTerms', { UserPoolId: w.pool.id, TermsId: documents[0]?.Terms.TermsId });
    const { username, email } = newName();
    const form = { username, password: PASSWORD, 'requiredAttributes[email]': email, acceptTerms: markOn(shown) };
    const again = await browser.submit(shown, form);
    expect(again.problem).toBe(NOT_ACCEPTED);
    expect(boxOn(again)).not.toContain('checked');
    const after = await browser.submit(again, { ...form, acceptTerms: markOn(again) });
    expect(after.title).toBe('Confirm your account');
  });

  it('is seen by the function of the pool', async () => {
    const asked: Answer[] = [];
    const arn = app.functions.set(`terms-${functions++}`, (event: Answer) => {
      asked.push(event);
      return event;
    });
    await prepare({ acceptance: 'REQUIRED', attribute: 'custom:accepted' }, { lambdaConfig: { preSignUp: arn } });
    await accept();
    expect(asked).toMatchObject([{ request: { userAttributes: { 'custom:accepted': expect.stringMatching(/Z$/) } } }]);
  });

  it('is not asked by the API', async () => {
    const { username, email } = newName();
    await app.call('SignUp', {
      ClientId: w.client.id,
      Username: username,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    });
    expect((await w.stored(username))?.attributes).not.toHaveProperty('custom:accepted');
    const UserAttributes = [{ Name: 'custom:accepted', Value: 'forged' }];
    const forged = { ClientId: w.client.id, Username: `${username}2`, Password: PASSWORD, UserAttributes };
    await expect(app.call('SignUp', forged)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('is recorded without an attribute, and without one that is no longer good', async () => {
    await prepare({ acceptance: 'REQUIRED' });
    const { username } = await accept();
    expect(Object.keys((await w.stored(username))?.attributes ?? {})).not.toContain('custom:accepted');
    expect(app.audit.at(-1)?.acceptedTerms).toHaveLength(2);

    await prepare({ acceptance: 'REQUIRED', attribute: 'custom:accepted' });
    const { configuration, logger } = app.deps;
    const warnings: string[] = [];
    const warn = (event: string) => void warnings.push(event);
    const pool = async (id: string) => {
      const found = await configuration.pool(id);
      return found && { ...found, schema: schemaWith({}) };
    };
    const changed: typeof configuration = {
      ...configuration,
      pool,
      judge: (use) => configuration.judge((cached) => use({ ...cached, pool })),
    };
    Object.assign(app.deps, { configuration: changed, logger: { ...logger, warn } });
    const later = await accept();
    Object.assign(app.deps, { configuration, logger });
    expect(later.title).toBe('Confirm your account');
    expect(Object.keys((await w.stored(later.username))?.attributes ?? {})).not.toContain('custom:accepted');
    expect(app.audit.at(-1)?.acceptedTerms).toHaveLength(2);
    expect(warnings).toEqual(['terms.attribute-unusable']);
  });

  it('is not asked for where it is not required, on classic pages, or without both documents', async () => {
    await prepare({ acceptance: 'NONE' });
    expect(boxOn(await page())).toBeUndefined();
    expect((await page()).body).toContain('By signing up');
    await prepare({ acceptance: 'REQUIRED' }, {}, 1);
    expect(boxOn(await page())).toBeUndefined();
    await prepare({ acceptance: 'REQUIRED' });
    await app.call('DeleteTerms', { UserPoolId: w.pool.id, TermsId: documents[1]?.Terms.TermsId });
    expect(boxOn(await page())).toBeUndefined();
    const { title } = await fill(() => ({}));
    expect(title).toBe('Confirm your account');
    expect(app.audit.at(-1)).not.toHaveProperty('acceptedTerms');
  });

  it.each<[string, Parameters<typeof custom>[1] | undefined]>([
    ['is not there', undefined],
    ['users cannot change', { required: false, mutable: false }],
    ['is a number', { required: false, mutable: true, attributeDataType: 'Number' }],
    [
      'is too short',
      { required: false, mutable: true, stringAttributeConstraints: { minLength: '0', maxLength: '23' } },
    ],
  ])('refuses to keep the time in an attribute that %s', async (_, attribute) => {
    const schema = attribute ? schemaWith({}, custom('custom:accepted', attribute)) : schemaWith({});
    const other = await service.pool({ schema });
    const refusal = {
      name: 'InvalidParameterException',
      message:
        'Invalid settings provided. Validation errors: [{property: $.ownpool.terms.attribute, errorType: InvalidValue}]',
    };
    await expect(brand(other, { attribute: 'custom:accepted' })).rejects.toMatchObject(refusal);
    const { ManagedLoginBranding: style } = await brand(other, { acceptance: 'NONE' });
    const update = {
      UserPoolId: other.pool.id,
      ManagedLoginBrandingId: style.ManagedLoginBrandingId,
      Settings: { ownpool: { terms: { attribute: 'custom:accepted' } } },
    };
    await expect(app.call('UpdateManagedLoginBranding', update)).rejects.toMatchObject(refusal);
  });
});
