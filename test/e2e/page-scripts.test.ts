import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ENGLISH } from '#core/languages/texts.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { type Content, htmlOf } from '#ui/layout.ts';
import { PLAIN } from '#ui/look.ts';
import { codePage } from '#ui/pages/code.ts';
import { confirmPage } from '#ui/pages/confirm.ts';
import { loginPage } from '#ui/pages/login.ts';
import { authenticatorSetUpPage, recoveryCodesPage } from '#ui/pages/mfa-setup.ts';
import { choosePasswordPage } from '#ui/pages/new-password.ts';
import { signUpPage } from '#ui/pages/sign-up.ts';

const FRAME = { texts: ENGLISH, action: '/sent', csrf: 'token' };
const POLICY = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};
const LOGIN = loginPage({ ...FRAME, names: [], username: undefined });
const CODE = codePage({ ...FRAME, destination: 'a***@e***', resends: true });
const NEW_PASSWORD = choosePasswordPage({ ...FRAME, username: 'ada', policy: POLICY, attributes: [] });

describeInChromium('the scripts of the pages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Opens a page as the service would show it. What is sent is written down, and the answer leads nowhere. */
  async function open(content: Content, { scripts = true } = {}) {
    const context = await browser.newContext({
      baseURL: 'https://pages.example',
      javaScriptEnabled: scripts,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    const sent: URLSearchParams[] = [];
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    const body = await htmlOf({ ...content, language: 'en', direction: 'ltr', look: PLAIN });
    await page.route('**', async (route) => {
      const data = route.request().postData();
      if (data !== null) {
        sent.push(new URLSearchParams(data));
        return route.fulfill({ status: 204 });
      }
      return route.fulfill({ contentType: 'text/html', body });
    });
    // Time passes only where a test says so.
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1000);
    await page.goto('/');
    return { page, sent, errors };
  }

  const paste = async (page: Page, label: string, text: string) => {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press('Control+V');
    return page.getByLabel(label, { exact: true }).inputValue();
  };

  it('show a password, and send it as one', async () => {
    const { page, sent, errors } = await open(LOGIN);
    const field = page.getByLabel('Password', { exact: true });
    const button = page.getByRole('button', { name: 'Show password' });
    await page.getByLabel('User name').fill('ada');
    await field.fill('secret');
    expect([await field.getAttribute('type'), await button.getAttribute('aria-pressed')]).toEqual([
      'password',
      'false',
    ]);
    await button.click();
    expect([await field.getAttribute('type'), await button.getAttribute('aria-pressed')]).toEqual(['text', 'true']);
    await page.keyboard.press('Space');
    expect(await field.getAttribute('type')).toBe('password');
    await button.click();
    await field.press('Enter');
    await expect.poll(() => sent.length).toBe(1);
    expect(sent[0]?.get('password')).toBe('secret');
    expect(await field.getAttribute('type')).toBe('password');
    expect(errors).toEqual([]);
  });

  it('send a form once, until nothing has come of it', async () => {
    const { page, sent } = await open(CODE);
    const go = page.getByRole('button', { name: 'Continue' });
    await page.getByLabel('Code').fill('123456');
    await go.dblclick();
    await page.getByLabel('Code').press('Enter');
    expect(await go.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('form').getAttribute('aria-busy')).toBe('true');
    expect(sent).toHaveLength(1);
    await page.clock.runFor(10_000);
    expect(await go.getAttribute('aria-disabled')).toBeNull();
    await go.click();
    await expect.poll(() => sent.length).toBe(2);
  });

  it('work again on a page that the browser shows again', async () => {
    const { page } = await open(LOGIN);
    const go = page.getByRole('button', { name: 'Sign in' });
    await page.getByLabel('User name').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('secret');
    await go.click();
    expect(await go.getAttribute('aria-disabled')).toBe('true');
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    expect(await go.getAttribute('aria-disabled')).toBeNull();
  });

  it.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    ['Your code is 123456.', '123456'],
    ['Shop 24: 123-456 is your code (2 of 2)', '123456'],
    ['12345678\n', '12345678'],
    ['ABCD-EFGH-IJKL-MNOP', 'ABCD-EFGH-IJKL-MNOP'],
    ['hello', 'hello'],
  ])('take the code out of what is pasted: %j', async (text, code) => {
    const { page, errors } = await open(CODE);
    expect(await paste(page, 'Code', text)).toBe(code);
    expect(errors).toEqual([]);
  });

  it.each([
    ['Use abcd-efgh-ijkl-mn23 now', 'abcd-efgh-ijkl-mn23'],
    ['Your code is 123456.', '123456'],
  ])('take a recovery code as well where there may be one: %j', async (text, code) => {
    const { page } = await open(codePage({ ...FRAME, hasLetters: true }));
    expect(await paste(page, 'Code', text)).toBe(code);
  });

  it('have the button wait that sends another code', async () => {
    const { page, sent, errors } = await open(CODE);
    const button = page.locator('button[name=resend]');
    expect([await button.textContent(), await button.getAttribute('aria-disabled')]).toEqual([
      'Send another code in 30 s',
      'true',
    ]);
    await button.click({ force: true });
    await page.clock.runFor(20_000);
    expect(await button.textContent()).toBe('Send another code in 10 s');
    expect(sent).toEqual([]);
    const announced = page.locator('[aria-live=polite]');
    expect(await announced.textContent()).toBe('');
    await page.clock.runFor(11_000);
    expect([await button.textContent(), await button.getAttribute('aria-disabled')]).toEqual([
      'Send another code',
      null,
    ]);
    expect(await announced.textContent()).toBe('Send another code');
    await button.click();
    await expect.poll(() => sent.map((form) => form.get('resend'))).toEqual(['true']);
    expect(errors).toEqual([]);
  });

  it('leave the button alone where it is not known when a code was sent', async () => {
    const more = { username: 'ada', isByLink: false, resend: '/resend', signIn: '/login' };
    const delivery = { destination: 'a***@e***', deliveryMedium: 'EMAIL', attributeName: 'email' } as const;
    const after = await open(confirmPage({ ...FRAME, ...more, delivery }));
    expect(await after.page.locator('button[name=resend]').getAttribute('aria-disabled')).toBe('true');
    for (const content of [
      confirmPage({ ...FRAME, ...more, delivery: undefined }),
      codePage({ ...FRAME, destination: 'a***@e***', resends: true, problem: 'Wrong.' }),
    ]) {
      const { page } = await open(content);
      expect(await page.locator('button[name=resend]').getAttribute('aria-disabled')).toBeNull();
    }
  });

  it('mark the rules that a new password fulfils, and say so after a pause', async () => {
    const { page, errors } = await open(
      signUpPage({
        ...FRAME,
        names: [],
        username: undefined,
        attributes: [],
        policy: POLICY,
        terms: undefined,
        signIn: '/login',
      }),
    );
    const field = page.getByLabel('Password', { exact: true });
    const met = () => page.locator('.passwordCheck-valid-customizable').count();
    const notMet = () => page.locator('.passwordCheck-notValid-customizable').count();
    // Nothing is wrong with a password that nobody has typed in.
    expect([await met(), await notMet()]).toEqual([0, 0]);
    await field.pressSequentially('Abc');
    expect([await met(), await notMet()]).toEqual([2, 3]);
    expect(await page.locator('li[data-rule=uppercase]').textContent()).toBe('an upper case letter: fulfilled');
    expect(await page.locator('li[data-rule=number]').textContent()).toBe('a number: not fulfilled yet');
    const announced = page.locator('[aria-live=polite]');
    expect(await announced.textContent()).toBe('');
    await page.clock.runFor(1000);
    expect(await announced.textContent()).toBe('an upper case letter: fulfilled. a lower case letter: fulfilled');
    await field.fill('Abcdefg 1');
    expect([await met(), await notMet()]).toEqual([5, 0]);
    await field.fill('');
    expect([await met(), await notMet()]).toEqual([0, 0]);
    expect(await field.getAttribute('aria-describedby')).toBe('password-rules');
    expect(errors).toEqual([]);
  });

  it('do not send two passwords that differ', async () => {
    const { page, sent } = await open(NEW_PASSWORD);
    const again = page.getByLabel('New password, once more');
    await page.getByLabel('New password', { exact: true }).fill('Passw0rd!');
    await again.fill('Passw0rd?');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.evaluate('document.forms[0].elements.confirm_password.validationMessage')).toBe(
      'The two passwords are not the same.',
    );
    expect(sent).toEqual([]);
    await again.fill('Passw0rd!');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => sent.length).toBe(1);
  });

  it.each<[string, Content, string]>([
    [
      'the secret',
      authenticatorSetUpPage({ ...FRAME, secret: 'ABCDEFGH', link: 'otpauth://totp/a?secret=ABCDEFGH' }),
      'ABCDEFGH',
    ],
    ['the recovery codes', recoveryCodesPage({ ...FRAME, codes: ['AAAA-BBBB', 'CCCC-DDDD'] }), 'AAAA-BBBB\nCCCC-DDDD'],
  ])('copy %s, and say so', async (_, content, copied) => {
    const { page, errors } = await open(content);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(copied);
    await page.clock.runFor(5000);
    expect(await page.getByText('Copied').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it.each<[string, Content]>([
    ['a refused code', codePage({ ...FRAME, problem: 'Invalid code received for user' })],
    [
      'a refused password',
      loginPage({ ...FRAME, names: [], username: 'ada', problem: 'Incorrect username or password.' }),
    ],
  ])('are not needed to hear of %s: the focus is in the field that tells it', async (_, content) => {
    const { page } = await open(content, { scripts: false });
    const focused = page.locator('input:focus');
    expect(await focused.getAttribute('aria-invalid')).toBe('true');
    const id = await focused.getAttribute('aria-describedby');
    expect(await page.locator(`#${id}`).getAttribute('role')).toBe('alert');
  });

  it('are not needed: their buttons are not there without them', async () => {
    for (const content of [LOGIN, NEW_PASSWORD, recoveryCodesPage({ ...FRAME, codes: ['A'] })]) {
      const { page } = await open(content, { scripts: false });
      expect(await page.locator('button.small').first().isVisible()).toBe(false);
    }
    const { page, sent } = await open(CODE, { scripts: false });
    expect(await page.getByRole('button', { name: 'Send another code' }).isEnabled()).toBe(true);
    await page.getByLabel('Code').fill('123 456');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => sent.map((form) => form.get('code'))).toEqual(['123 456']);
  });
});
