import { describe, expect, it } from 'vitest';
import { ENGLISH, type Texts } from '#core/languages/texts.ts';
import { authenticationMessage, invitationMessage, verificationMessage } from '#core/messages/templates.ts';

const speech = { language: 'en', texts: ENGLISH };
const email = { medium: 'EMAIL', code: '123456', to: 'foo@example.com', speech } as const;
const sms = { medium: 'SMS', code: '123456', to: '+15551239878', speech } as const;

describe('default texts', () => {
  it('verification by e-mail', () => {
    expect(verificationMessage({}, email)).toEqual({
      medium: 'EMAIL',
      to: 'foo@example.com',
      subject: 'Your verification code',
      body: 'Your verification code is 123456. ',
      code: '123456',
    });
  });

  it('verification by SMS', () => {
    expect(verificationMessage({}, sms)).toEqual({
      medium: 'SMS',
      to: '+15551239878',
      body: 'Your verification code is 123456. ',
      code: '123456',
    });
  });

  it('invitation by e-mail', () => {
    const values = { medium: 'EMAIL', username: 'ada', code: 'Pass-1', to: 'ada@example.com', speech } as const;
    expect(invitationMessage({}, values)).toEqual({
      medium: 'EMAIL',
      to: 'ada@example.com',
      subject: 'Your temporary password',
      body: 'Your username is ada and temporary password is Pass-1. ',
      code: 'Pass-1',
    });
  });

  it('invitation by SMS', () => {
    const values = { medium: 'SMS', username: 'ada', code: 'Pass-1', to: '+15551239878', speech } as const;
    expect(invitationMessage({}, values)).toEqual({
      medium: 'SMS',
      to: '+15551239878',
      body: 'Your username is ada and temporary password is Pass-1. ',
      code: 'Pass-1',
    });
  });
});

describe("the pool's own texts", () => {
  const own = {
    verification: { smsMessage: 'own {####}', emailMessage: 'own <b>{####}</b>', emailSubject: 'own' },
    invite: { smsMessage: 'sms {username} {####}', emailMessage: '<i>{username}</i> {####}', emailSubject: 'Welcome' },
  };

  it('are used', () => {
    expect(verificationMessage(own.verification, sms).body).toBe('own 123456');
    expect(verificationMessage(own.verification, email)).toMatchObject({ subject: 'own', body: 'own <b>123456</b>' });
  });

  it('invitations have their own', () => {
    const values = { username: 'ada', code: 'Pass-1', to: 'x@example.com', speech };
    expect(invitationMessage(own.invite, { ...values, medium: 'SMS' }).body).toBe('sms ada Pass-1');
    expect(invitationMessage(own.invite, { ...values, medium: 'EMAIL' })).toMatchObject({
      subject: 'Welcome',
      body: '<i>ada</i> Pass-1',
    });
  });
});

describe('confirmation by link', () => {
  const link = 'https://auth.example.com/confirmUser?client_id=1&user_name="x"&confirmation_code=123456';
  const escaped =
    'https://auth.example.com/confirmUser?client_id=1&amp;user_name=&quot;x&quot;&amp;confirmation_code=123456';

  it('puts the link behind the text of the placeholder', () => {
    const templates = {
      defaultEmailOption: 'CONFIRM_WITH_LINK',
      emailMessageByLink: 'Press {##here##} or {##there##}.',
      emailSubjectByLink: 'Press',
    } as const;
    expect(verificationMessage(templates, { ...email, link })).toMatchObject({
      subject: 'Press',
      body: `Press <a href="${escaped}">here</a> or <a href="${escaped}">there</a>.`,
    });
  });

  it('has a default text', () => {
    const templates = { defaultEmailOption: 'CONFIRM_WITH_LINK' } as const;
    expect(verificationMessage(templates, { ...email, link })).toMatchObject({
      subject: 'Your verification link',
      body: `Please click the link below to verify your email address. <a href="${escaped}">Verify Email</a> `,
    });
  });

  it('needs a link, and e-mail', () => {
    const byLink = { defaultEmailOption: 'CONFIRM_WITH_LINK' } as const;
    const text = 'Your verification code is 123456. ';
    expect(verificationMessage(byLink, email).body).toBe(text);
    expect(verificationMessage(byLink, { ...sms, link }).body).toBe(text);
  });

  it('may have the code as well', () => {
    const emailMessageByLink = '{####} {##here##} {##}{####}{##a{b}##}';
    expect(verificationMessage({ emailMessageByLink }, { ...email, link }).body).toBe(
      `123456 <a href="${escaped}">here</a> {##}123456{##a{b}##}`,
    );
  });
});

describe('placeholders', () => {
  const invite = { smsMessage: '{username}: {####}', emailMessage: '{username}: {####}' };

  it('are replaced wherever they stand', () => {
    const twice = { smsMessage: '{####} {####}' };
    expect(verificationMessage(twice, sms).body).toBe('123456 123456');
  });

  it('take values as they are: no replacement patterns', () => {
    const values = { medium: 'SMS', username: '$&', code: "$1$`$'$$", to: '+15551239878', speech } as const;
    expect(invitationMessage(invite, values).body).toBe("$&: $1$`$'$$");
  });

  it('in values are not expanded', () => {
    const values = { medium: 'SMS', username: '{####}', code: '{username}', to: '+15551239878', speech } as const;
    expect(invitationMessage(invite, values).body).toBe('{####}: {username}');
  });

  it('{username} means nothing in a verification', () => {
    expect(verificationMessage({ smsMessage: '{username} {####}' }, sms).body).toBe('{username} 123456');
  });

  it('in subjects stay, so no mailbox lists a code', () => {
    expect(verificationMessage({ emailSubject: 'Code {####}' }, email).subject).toBe('Code {####}');
  });
});

describe('injection', () => {
  const values = { username: '<img src=x>', code: `a&b<"'>`, to: 'x@example.com', speech };

  it('values are escaped in HTML, the code stays as it is typed', () => {
    expect(invitationMessage({}, { ...values, medium: 'EMAIL' })).toMatchObject({
      body: 'Your username is &lt;img src=x&gt; and temporary password is a&amp;b&lt;&quot;&#39;&gt;. ',
      code: `a&b<"'>`,
    });
  });

  it('an SMS is no HTML', () => {
    expect(invitationMessage({}, { ...values, medium: 'SMS' }).body).toBe(
      `Your username is <img src=x> and temporary password is a&b<"'>. `,
    );
  });

  it('a subject is one line', () => {
    const templates = { emailSubject: 'Hello\r\nBcc: all@example.com\n\u2028.\0' };
    expect(verificationMessage(templates, email).subject).toBe('Hello Bcc: all@example.com . ');
  });
});

describe('codes for signing in', () => {
  const own = { smsMessage: 'own {####}', emailMessage: '<b>{####}</b>', emailSubject: 'own' };

  it('have the texts of the pool, or default ones', () => {
    expect(authenticationMessage(own, sms).body).toBe('own 123456');
    expect(authenticationMessage(own, email)).toMatchObject({ subject: 'own', body: '<b>123456</b>' });
    expect(authenticationMessage({}, sms).body).toBe('Your authentication code is 123456. ');
    expect(authenticationMessage({}, email)).toMatchObject({
      subject: 'Your authentication code',
      body: 'Your authentication code is 123456. ',
    });
  });

  it('are at most 140 characters long by SMS, also with eight digits', () => {
    const smsMessage = `{####}${'x'.repeat(134)}`;
    expect(authenticationMessage({ smsMessage }, sms).body).toBe(`123456${'x'.repeat(134)}`);
    const long = authenticationMessage({ smsMessage }, { ...sms, code: '12345678' });
    expect(long.body).toBe('Your authentication code is 12345678. ');
  });
});

describe('another language', () => {
  const texts: Texts = {
    ...ENGLISH,
    'message.verification': 'Ihr <b>Code</b> & {####}',
    'message.verificationSubject': 'Ihr Code & mehr',
    'message.authentication': 'Anmeldecode: {####}',
    'message.linkVerification': 'Bitte {##hier & jetzt##}',
  };
  const german = { language: 'de', texts };

  it('has the texts that the pool does not set', () => {
    expect(verificationMessage({}, { ...sms, speech: german }).body).toBe('Ihr <b>Code</b> & 123456');
    expect(verificationMessage({ emailSubject: 'own' }, { ...email, speech: german }).subject).toBe('own');
    expect(verificationMessage({ emailMessage: '<i>{####}</i>' }, { ...email, speech: german })).toMatchObject({
      subject: 'Ihr Code & mehr',
      body: '<i>123456</i>',
    });
  });

  it('is text in an e-mail, and no markup', () => {
    expect(verificationMessage({}, { ...email, speech: german }).body).toBe('Ihr &lt;b&gt;Code&lt;/b&gt; &amp; 123456');
    const linked = verificationMessage({}, { ...email, link: 'https://example.com/', speech: german });
    expect(linked.body).toBe('Bitte <a href="https://example.com/">hier &amp; jetzt</a>');
  });

  it('takes the place of an SMS that is too long', () => {
    const smsMessage = `{####}${'x'.repeat(134)}`;
    const values = { ...sms, code: '12345678', speech: german };
    expect(authenticationMessage({ smsMessage }, values).body).toBe('Anmeldecode: 12345678');
  });

  it('begins a mail on the right if it is written from there', () => {
    const arabic = { language: 'ar', texts: { ...ENGLISH, 'message.verification': 'رمزك {####}' } };
    expect(verificationMessage({}, { ...email, speech: arabic }).body).toBe(
      '<div dir="rtl" lang="ar">رمزك 123456</div>',
    );
    expect(verificationMessage({}, { ...sms, speech: arabic }).body).toBe('رمزك 123456');
    expect(verificationMessage({ emailMessage: '{####}' }, { ...email, speech: arabic }).body).toBe('123456');
  });
});
