import { describe, expect, it } from 'vitest';
import { wordedAs } from '#core/messages/wording.ts';
import type { Message } from '#ports/messages.ts';

const mail: Message = { medium: 'EMAIL', to: 'ada@example.com', subject: 'Subject', body: 'Body', code: '12345678' };
const sms: Message = { medium: 'SMS', to: '+15550100', body: 'Body', code: '12345678' };
const NONE = { smsMessage: undefined, emailMessage: undefined, emailSubject: undefined };
const OWNER = { wordsEmails: true };
const INVITATION = { ...OWNER, username: 'ada' };
const atBody = (path: string, constraint: string) => ({
  name: 'InvalidParameterException',
  message: `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${constraint}`,
});
const tooLong = (path: string, most: number) => atBody(path, `Member must have length less than or equal to ${most}`);

const attempt = (
  message: Message,
  texts: Partial<Record<keyof typeof NONE, string>>,
  wording: Parameters<typeof wordedAs>[2] = OWNER,
) => {
  try {
    return wordedAs(message, { ...NONE, ...texts }, wording);
  } catch (error) {
    return error;
  }
};

describe('the texts of a function', () => {
  it('take the place of those of the pool, each for its medium', () => {
    const texts = { emailMessage: 'Mail {####}', emailSubject: 'S', smsMessage: 'Sms {####}' };
    expect(attempt(mail, texts)).toEqual({ ...mail, subject: 'S', body: 'Mail 12345678' });
    expect(attempt(sms, texts)).toEqual({ ...sms, body: 'Sms 12345678' });
    expect(attempt(mail, {})).toEqual(mail);
    expect(attempt(mail, { emailSubject: 'S' })).toEqual({ ...mail, subject: 'S' });
  });

  it('name the user in invitations only', () => {
    expect(attempt(sms, { smsMessage: '{username} {####}' })).toMatchObject({ body: '{username} 12345678' });
    expect(attempt(sms, { smsMessage: '{username} {####}' }, INVITATION)).toMatchObject({ body: 'ada 12345678' });
  });

  it('need no code where there is none', () => {
    const invited = { ...mail, code: undefined };
    expect(attempt(invited, { emailMessage: 'Hello {username}' }, INVITATION)).toMatchObject({ body: 'Hello ada' });
  });

  it.each([
    ['an e-mail without the code', mail, { emailMessage: 'Mail' }, OWNER, { name: 'InvalidParameterException' }],
    ['an empty e-mail', mail, { emailMessage: '' }, OWNER, { message: 'The message is empty.' }],
    ['an empty SMS', sms, { smsMessage: '' }, OWNER, { message: 'The message is empty.' }],
    [
      'an SMS without the code',
      sms,
      { smsMessage: 'Sms' },
      OWNER,
      atBody('smsBody', 'Member must satisfy regular expression pattern: .*\\{####\\}.*'),
    ],
    [
      'an invitation without the user name',
      mail,
      { emailMessage: 'Mail {####}' },
      INVITATION,
      { message: 'Email message body should have {username} which will be replaced by code' },
    ],
    [
      'an SMS invitation without the user name',
      sms,
      { smsMessage: 'Sms {####}' },
      INVITATION,
      { message: 'SMS message should have {username} which will be replaced by code' },
    ],
    [
      'an SMS that is too long with its code',
      sms,
      { smsMessage: `${'x'.repeat(133)}{####}` },
      OWNER,
      tooLong('smsBody', 140),
    ],
    [
      'an e-mail that is too long with its code',
      mail,
      { emailMessage: `${'x'.repeat(19_993)}{####}` },
      OWNER,
      tooLong('emailBody', 20_000),
    ],
    ['a long e-mail', mail, { emailMessage: 'x'.repeat(9e6) }, OWNER, tooLong('emailBody', 20_000)],
    ['a long subject', mail, { emailSubject: 'x'.repeat(141) }, OWNER, tooLong('emailSubject', 140)],
    ['an empty subject', mail, { emailSubject: '' }, OWNER, { name: 'InvalidParameterException' }],
    [
      'a subject with a control character',
      mail,
      { emailSubject: 'a\u0000b' },
      OWNER,
      { name: 'InvalidParameterException' },
    ],
    [
      'an e-mail that is not sent by the account of the owner',
      mail,
      { emailMessage: 'Mail {####}' },
      { wordsEmails: false },
      { name: 'InvalidLambdaResponseException' },
    ],
    [
      'a subject of such an e-mail',
      mail,
      { emailSubject: 'S' },
      { wordsEmails: false },
      { name: 'InvalidLambdaResponseException' },
    ],
  ] as const)('are refused for %s', (_, message, texts, wording, error) => {
    const result = attempt(message, texts, wording);
    expect(result).toBeInstanceOf(Error);
    expect(result).toMatchObject(error);
  });

  it('may have a link, the code, or both where the message has a link', () => {
    const link = 'https://auth.example.com/confirmUser?client_id=1&user_name=ada';
    const anchor = '<a href="https://auth.example.com/confirmUser?client_id=1&amp;user_name=ada">';
    const byLink = (emailMessage: string) => attempt(mail, { emailMessage }, { ...OWNER, link });
    expect(byLink('Press {##here##}')).toMatchObject({ body: `Press ${anchor}here</a>`, code: '12345678' });
    expect(byLink('{####}: {##a##}{##b##}')).toMatchObject({ body: `12345678: ${anchor}a</a>${anchor}b</a>` });
    expect(byLink('Code {####}')).toMatchObject({ body: 'Code 12345678' });
    expect(byLink('Neither')).toMatchObject({ name: 'InvalidParameterException' });
    expect(byLink(`{##here##}${'x'.repeat(19_950)}`)).toMatchObject(tooLong('emailBody', 20_000));
    expect(attempt(mail, { emailMessage: 'Press {##here##}' })).toMatchObject({ name: 'InvalidParameterException' });
    expect(attempt(sms, { smsMessage: '{##here##}' }, { ...OWNER, link })).toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('are as long as Cognito allows', () => {
    expect(attempt(sms, { smsMessage: `${'x'.repeat(132)}{####}` })).toMatchObject({
      body: `${'x'.repeat(132)}12345678`,
    });
    expect(attempt(mail, { emailMessage: `${'x'.repeat(19_992)}{####}` })).toHaveProperty('to');
  });

  it('cannot add headers to an e-mail', () => {
    expect(attempt(mail, { emailSubject: 'a\r\nBcc: eve@example.com' })).toMatchObject({
      subject: 'a Bcc: eve@example.com',
    });
  });
});
