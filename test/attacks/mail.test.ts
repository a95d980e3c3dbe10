import { domainToASCII } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sesMail } from '#adapters/aws/ses.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { normaliseName } from '#core/users/names.ts';
import { type AwsStub, startAwsStub } from '#test/aws-stub.ts';
import { EMAIL_MALFORMED } from '#test/errors.ts';
import { poolRecord } from '#test/fixtures.ts';
import { ANY_CASE, codeFor, testPools } from '#test/world.ts';

/** Each has the form of an address at corp.io to whoever looks at its end; a URL parser sees evil.com. */
const DISGUISED = ['/.corp.io', '?.corp.io', '#.corp.io', '?x=.corp.io'].map((end) => `mallory@evil.com${end}`);

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('a code goes to the address that it verifies', () => {
  let stub: AwsStub;
  beforeEach(async () => {
    stub = await startAwsStub({ service: 'ses' });
  });
  afterEach(() => stub.close());

  it.each([...DISGUISED, 'mallory@ev%69l.com', 'mallory@0x7f.1'])('and SES is given no other: %s', async (to) => {
    stub.answer({ headers: { 'content-type': 'application/json' }, body: '{"MessageId":"1"}' });
    const mail = sesMail({ ...stub.options, mailFrom: 'pool@example.com' });
    const sending = mail.send({ medium: 'EMAIL', to, subject: 's', body: 'b' });
    const outcome = await sending.then(
      () => JSON.parse(stub.requests.at(-1)?.body ?? '{}').Destination.ToAddresses,
      (error) => error,
    );
    expect(outcome).toBeInstanceOf(DeliveryError);
  });

  it.each(DISGUISED)('and nobody can have %s', async (email) => {
    const w = await service.pool();
    await expect(w.signUp(`user-${email.length}-${w.pool.id}`, { email })).rejects.toMatchObject(EMAIL_MALFORMED);
  });
});

describe('one name is one mailbox', () => {
  it('so that nobody takes the alias of an owner of another domain', async () => {
    const w = await service.pool({ aliasAttributes: ['email'], ...ANY_CASE });
    const [victims, mallorys] = ['kim@stra\u00dfe.example', 'kim@stra\u1e9ee.example'];
    await w.add('kim', { attributes: { email: victims, email_verified: 'true' } });
    const signed = await w.signUp('mallory', { email: mallorys }).catch(() => undefined);
    if (!signed) return;
    // Both transports give it to the mailbox kim@strasse.example, which is not the victim's.
    expect(domainToASCII(mallorys.split('@')[1]!)).toBe('strasse.example');
    expect(domainToASCII(victims.split('@')[1]!)).toBe('xn--strae-oqa.example');
    await w.confirmSignUp('mallory', codeFor(app, mallorys), { ForceAliasCreation: true });
    expect((await w.stored(victims))?.username).toBe('kim');
  });

  it.each([
    ['kim@stra\u1e9ee.example', 'kim@stra\u00dfe.example'],
    ['kim@\u03bb\u03cc\u03b3\u03bf\u03c2.example', 'kim@\u03bb\u03cc\u03b3\u03bf\u03c3.example'],
  ])('%s and %s are delivered to two domains, so they are two names', (one, other) => {
    const pool = poolRecord({ id: 'us-east-1_test', ...ANY_CASE });
    const domains = [one, other].map((email) => domainToASCII(email.split('@')[1]!));
    if (domains[0] === domains[1]) return;
    expect(normaliseName(pool, one)).not.toBe(normaliseName(pool, other));
  });

  it.each(['kim@\uff43orp.example', 'kim@\uff43\uff4f\uff52\uff50.example'])(
    '%s is delivered as in ASCII, so it is that name',
    (email) => {
      const pool = poolRecord({ id: 'us-east-1_test', ...ANY_CASE });
      const ascii = `kim@${domainToASCII(email.split('@')[1]!)}`;
      expect(normaliseName(pool, email)).toBe(normaliseName(pool, ascii));
    },
  );
});
