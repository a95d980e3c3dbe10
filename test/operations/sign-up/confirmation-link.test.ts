import { describe, expect, it } from 'vitest';
import { resendByName } from '#core/sign-up/resend.ts';
import { callOf } from '#test/call.ts';
import {
  aliasTakenMeanwhile,
  CODE_EXPIRED,
  CODE_MISMATCH,
  cannotConfirm,
  clientUnknown,
  DISABLED,
  invalid,
  LIMIT_EXCEEDED,
  NO_AUTO_VERIFICATION,
} from '#test/errors.ts';
import {
  ANY_CASE,
  anotherClient,
  atOnce,
  codeFor,
  HIDING,
  HOUR,
  newName,
  otherThan,
  testPools,
  UNKNOWN_SUB,
} from '#test/world.ts';
import { BY_LINK, linkFor, opened } from './links.ts';

const NO_DOMAIN = invalid(
  'Cannot perform specific action because there does not exist a valid use pool domain associated with the user pool',
);
const DEVELOPER = {
  emailConfiguration: {
    emailSendingAccount: 'DEVELOPER',
    sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/id@example.com',
  },
} as const;
const { app, ...service } = testPools(BY_LINK);

describe('A pool that confirms with links', () => {
  it('sends a link to its domain, which has the code of ConfirmSignUp', async () => {
    const w = await service.pool();
    const { username, email, code } = await w.signedUp();
    const link = linkFor(app, email);
    expect(link.href).toBe(
      `https://people.id.example.com/confirmUser?client_id=${w.client.id}&user_name=${username}&confirmation_code=${code}`,
    );
    expect(app.outbox.messages(email)[0]).toMatchObject({ subject: 'Your verification link' });
    app.advance(1000);
    app.roundTrips.reset();
    await opened(w, link);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const { status, attributes, createdAt, modifiedAt } = (await w.stored(username))!;
    expect({ status, attributes }).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
    expect(modifiedAt).toBe(createdAt + 1000);
    await w.signIn(username);
  });

  it('uses its own texts, and a custom host first', async () => {
    const w = await service.pool({
      customDomain: 'login.example.org',
      verificationMessageTemplate: {
        defaultEmailOption: 'CONFIRM_WITH_LINK',
        emailMessageByLink: '<p>Press {##<b>this</b>##}, {username}</p>',
        emailSubjectByLink: 'Press',
        emailMessage: 'Code {####}',
      },
    });
    const { email } = await w.signedUp();
    expect(linkFor(app, email).origin).toBe('https://login.example.org');
    const [message] = app.outbox.messages(email);
    expect(message!.subject).toBe('Press');
    expect(message!.body).toMatch(/^<p>Press <a href="https:[^"]*"><b>this<\/b><\/a>, \{username\}<\/p>$/);
  });

  it('sends another link, and the first one is good no more', async () => {
    const w = await service.pool();
    const { username, email } = await w.signedUp();
    const first = linkFor(app, email);
    await w.resendCode(username);
    const second = linkFor(app, email);
    expect(second.href).not.toBe(first.href);
    await expect(opened(w, first)).rejects.toMatchObject(CODE_MISMATCH);
    await opened(w, second);
  });

  it('lets the code of a link be given to ConfirmSignUp', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    expect(await w.confirmSignUp(username, code)).toEqual({});
  });

  it('sends codes by SMS, for attributes and for new passwords', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['phone_number', 'email'] });
    const { username, email } = newName();
    await w.signUp(username, { email, phone_number: '+15551230001' });
    expect(app.outbox.messages('+15551230001')[0]!.body).toMatch(/^Your verification code is \d{6}\. $/);
    const person = await w.person('coded', { email: 'coded@example.com' });
    await person.ask();
    expect(app.outbox.messages('coded@example.com')[0]!.body).toMatch(/^Your verification code is \d{6}\. $/);
    await person.update({ email: 'other@example.com' });
    expect(app.outbox.messages('other@example.com')[0]!.body).toMatch(/^Your verification code is \d{6}\. $/);
    const { email: forgetful } = await w.forgetful();
    expect(app.outbox.messages(forgetful)[0]!.body).toMatch(/^Your verification code is \d{6}\. $/);
  });

  it('refuses sign-ups that need a link while it has no domain, and stores nobody', async () => {
    const w = await service.pool({ domain: undefined, autoVerifiedAttributes: ['phone_number', 'email'] });
    const { username, email } = newName();
    await expect(w.signUp(username, { email })).rejects.toMatchObject(NO_DOMAIN);
    expect(await w.stored(username)).toBeUndefined();
    await w.signUp(username, { phone_number: '+15551230002', email });
    await w.signUp('nowhere');
    // Another process gives the pool its domain.
    await w.changePool({ domain: 'people' });
    await w.signUp('late', { email: 'late@example.com' });
    expect(linkFor(app, 'late@example.com').pathname).toBe('/confirmUser');
  });

  it.each([{}, HIDING])('refuses to send another link while it has no domain, to %j', async (client) => {
    const w = await service.pool({}, client);
    const { username, email } = await w.signedUp();
    await w.changePool({ domain: undefined });
    app.deps.configuration.forget(w.pool.id);
    await expect(w.resendCode(username)).rejects.toMatchObject(NO_DOMAIN);
    if (client === HIDING) await expect(w.resendCode('nobody@example.com')).rejects.toMatchObject(NO_DOMAIN);
    expect(app.outbox.messages(email)).toHaveLength(1);
  });

  it('names users as events do: where addresses are the names, by the sub', async () => {
    const byEmail = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE });
    const { UserSub } = await byEmail.signUp('Ada.By.Link@example.com');
    const link = linkFor(app, 'Ada.By.Link@example.com');
    expect(link.searchParams.get('user_name')).toBe(UserSub);
    await opened(byEmail, link);
    const anyCase = await service.pool(ANY_CASE);
    await anyCase.signUp('GRACE', { email: 'grace@example.com' });
    expect(linkFor(app, 'grace@example.com').searchParams.get('user_name')).toBe('grace');
    await opened(anyCase, linkFor(app, 'grace@example.com'));
  });
});

describe('A confirmation link', () => {
  it('succeeds again for a while, and tells PostConfirmation once', async () => {
    const postConfirmation = app.functions.set('confirmed', (event) => event);
    const w = await service.pool({ lambdaConfig: { postConfirmation } });
    const { username, email } = await w.signedUp();
    const link = linkFor(app, email);
    await opened(w, link);
    const before = await w.stored(username);
    await opened(w, link);
    expect(await w.stored(username)).toEqual(before);
    const events = app.functions.events.filter(({ userPoolId }) => userPoolId === w.pool.id);
    expect(events).toMatchObject([
      { triggerSource: 'PostConfirmation_ConfirmSignUp', callerContext: { clientId: w.client.id } },
    ]);
    await expect(opened(w, link, { confirmation_code: otherThan(codeFor(app, email)) })).rejects.toMatchObject(
      CODE_MISMATCH,
    );
    app.advance(24 * HOUR);
    await expect(opened(w, link)).rejects.toThrow();
  });

  it('confirms once when it is opened many times at once', async () => {
    const postConfirmation = app.functions.set('confirmed-once', (event) => event);
    const w = await service.pool({ lambdaConfig: { postConfirmation } });
    const { email } = await w.signedUp();
    const link = linkFor(app, email);
    expect((await atOnce(8, () => opened(w, link))).errors).toEqual([]);
    expect(app.functions.events.filter(({ userPoolId }) => userPoolId === w.pool.id)).toHaveLength(1);
  });

  it('is good for 24 hours', async () => {
    const w = await service.pool();
    const { email } = await w.signedUp();
    app.advance(24 * HOUR - 1);
    await opened(w, linkFor(app, email));
    const { email: late } = await w.signedUp();
    const link = linkFor(app, late);
    app.advance(24 * HOUR);
    await expect(opened(w, link)).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('tells those alone who have the right code why it does nothing', async () => {
    const w = await service.pool();
    const states = [
      ['FORCE_CHANGE_PASSWORD', { status: 'FORCE_CHANGE_PASSWORD' }, cannotConfirm('FORCE_CHANGE_PASSWORD')],
      ['disabled', { enabled: false }, DISABLED],
      ['confirmed and disabled', { enabled: false, status: 'CONFIRMED' }, DISABLED],
    ] as const;
    for (const [, state, error] of states) {
      const { username, email, code } = await w.signedUp();
      await w.force(username, state);
      const link = linkFor(app, email);
      await expect(opened(w, link)).rejects.toMatchObject(error);
      await expect(opened(w, link, { confirmation_code: otherThan(code) })).rejects.toMatchObject(CODE_MISMATCH);
    }
  });

  it('takes no address from the user who has it', async () => {
    const w = await service.pool({ aliasAttributes: ['email'] });
    const { email } = await w.someone();
    await w.signUp('second', { email });
    await expect(opened(w, linkFor(app, email))).rejects.toMatchObject(aliasTakenMeanwhile('email'));
    expect(await w.stored('second')).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('needs no secret of its client', async () => {
    const w = await service.pool();
    const { email } = await w.signedUp();
    const link = linkFor(app, email);
    const confidential = await anotherClient(w, { secret: 'secret-of-this-client-0123456789' });
    await opened(w, link, { client_id: confidential.client.id });
  });
});

describe('An attacker with a confirmation link', () => {
  it('confirms nobody in another pool, with a client of another pool, or under another name', async () => {
    const w = await service.pool();
    const other = await service.pool();
    const { username, email, code } = await w.signedUp();
    await other.signUp(username, { email: 'victim@example.com' });
    const link = linkFor(app, 'victim@example.com');
    await expect(opened(other, link, { confirmation_code: code })).rejects.toMatchObject(CODE_MISMATCH);
    await expect(opened(other, linkFor(app, email))).rejects.toMatchObject(clientUnknown(w.client.id));
    const { username: second } = await w.signedUp();
    await expect(opened(w, linkFor(app, email), { user_name: second })).rejects.toMatchObject(CODE_MISMATCH);
    for (const name of [username, second]) expect(await w.stored(name)).toMatchObject({ status: 'UNCONFIRMED' });
    expect(await other.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('is locked out after 15 wrong codes, whether there is a user or not', async () => {
    const w = await service.pool();
    const { username, email, code } = await w.signedUp();
    const link = linkFor(app, email);
    for (const user_name of [username, 'nobody', UNKNOWN_SUB]) {
      const guess = (confirmation_code: string) => opened(w, link, { user_name, confirmation_code });
      for (let i = 0; i < 15; i++) await expect(guess(otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      await expect(guess(code)).rejects.toMatchObject(LIMIT_EXCEEDED);
    }
    // It is the lock of ConfirmSignUp.
    await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
    app.advance(HOUR);
    await opened(w, link);
  });

  it.each([
    '"><script>alert(1)</script>',
    "'&confirmation_code=000000&x=",
    'a&b#c?d=e%41+f',
    'ada@example.com',
    '\u{1f600}é中',
    '../../d/other',
    'Bcc:eve@example.com',
  ])('puts nothing into mails or addresses by the name %s', async (username) => {
    const w = await service.pool();
    const { email } = newName('named@example.com');
    await w.signUp(username, { email });
    const [message] = app.outbox.messages(email);
    expect(message!.body).toMatch(
      /^Please click the link below to verify your email address\. <a href="https:[^"<>']*">Verify Email<\/a> $/,
    );
    expect(message!.subject).toBe('Your verification link');
    const link = linkFor(app, email);
    expect(link.pathname).toBe('/confirmUser');
    expect(link.hash).toBe('');
    expect([...link.searchParams]).toEqual([
      ['client_id', w.client.id],
      ['user_name', username.normalize('NFC')],
      ['confirmation_code', message!.code],
    ]);
    await opened(w, link);
  });

  it.each(['a\r\nBcc: eve@example.com', '\u0000', '\ud800', '', 'x'.repeat(5000)])(
    'gets nowhere with the impossible name %j or such a code',
    async (text) => {
      const w = await service.pool();
      const { email } = await w.signedUp();
      const link = linkFor(app, email);
      await expect(opened(w, link, { user_name: text })).rejects.toMatchObject(CODE_MISMATCH);
      await expect(opened(w, link, { confirmation_code: text })).rejects.toMatchObject(CODE_MISMATCH);
    },
  );
});

describe('Another link by name', () => {
  const resend = (w: Awaited<ReturnType<typeof service.pool>>, name: string) =>
    resendByName(callOf(app.deps, { pool: w.pool, client: w.client }), name);

  it('goes to whoever waits for one, and says the same of everybody else', async () => {
    const w = await service.pool();
    const { username, email } = await w.signedUp();
    const { username: confirmed, email: address } = await w.someone();
    for (const name of [username, confirmed, 'nobody']) {
      app.roundTrips.reset();
      expect(await resend(w, name)).toBeUndefined();
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
    }
    expect(app.outbox.messages(email)).toHaveLength(2);
    expect(app.outbox.messages(address)).toEqual([]);
    await opened(w, linkFor(app, email));
  });

  it('is limited as codes are', async () => {
    const w = await service.pool();
    const { username } = await w.signedUp();
    for (const name of [username, 'nobody']) {
      for (let i = 0; i < 5; i++) await resend(w, name);
      await expect(resend(w, name)).rejects.toMatchObject(LIMIT_EXCEEDED);
    }
  });

  it('is refused where the pool verifies nothing', async () => {
    const w = await service.pool({ autoVerifiedAttributes: [] });
    await expect(resend(w, 'nobody')).rejects.toMatchObject(NO_AUTO_VERIFICATION);
  });
});

describe("A pool's functions", () => {
  it('may word the message with linkParameter', async () => {
    const customMessage = app.functions.set('words-links', (event) => ({
      ...event,
      response: { emailMessage: `<i>${event.request.linkParameter}</i>`, emailSubject: 'Bonjour' },
    }));
    for (const client of [{}, HIDING]) {
      const w = await service.pool({ ...DEVELOPER, lambdaConfig: { customMessage } }, client);
      const { username, email } = await w.signedUp();
      await w.resendCode(username);
      expect(app.outbox.messages(email).map(({ subject }) => subject)).toEqual(['Bonjour', 'Bonjour']);
      expect(app.outbox.messages(email)[0]!.body).toMatch(/^<i><a href="http[^"]*">Click Here<\/a><\/i>$/);
      await opened(w, linkFor(app, email));
    }
  });

  it('leave the text of the pool, with its link, where they word nothing or the subject only', async () => {
    const customMessage = app.functions.set('words-subject', (event) => ({
      ...event,
      response: { emailSubject: 'Bonjour' },
    }));
    const w = await service.pool({ ...DEVELOPER, lambdaConfig: { customMessage } });
    const { email } = await w.signedUp();
    expect(app.outbox.messages(email)[0]!.subject).toBe('Bonjour');
    await opened(w, linkFor(app, email));
  });

  it('get no link where they send the e-mails, and the pool needs no domain for that', async () => {
    const customEmailSender = {
      lambdaVersion: 'V1_0',
      lambdaArn: app.functions.set('sends', (event) => event),
    } as const;
    const kMSKeyID = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const w = await service.pool({ domain: undefined, lambdaConfig: { customEmailSender, kMSKeyID } });
    const { username, email } = newName();
    await w.signUp(username, { email });
    expect(app.functions.events.at(-1)).toMatchObject({
      triggerSource: 'CustomEmailSender_SignUp',
      userName: username,
    });
    expect(app.outbox.messages(email)).toEqual([]);
  });
});
