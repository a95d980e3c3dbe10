import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { ATTEMPTS_EXCEEDED, INCORRECT, USER_UNKNOWN } from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { anotherClient, HIDING, PASSWORD, type TestPool, testPools, type Values, verified } from '#test/world.ts';
import { CHOICE, CODES } from './choice.ts';
import { MISMATCH } from './mfa.ts';

const { app, ...service } = testPools(CODES, { ...CHOICE, ...HIDING });
const TOO_MANY = { name: 'NotAuthorizedException', message: 'Attempt limit exceeded, please try after some time.' };

const begin = (w: TestPool, USERNAME: string, more: Values = {}) => w.initiate('USER_AUTH', { USERNAME, ...more });
const listFor = async (w: TestPool, name: string) => String((await begin(w, name)).AvailableChallenges);
/** A name of nine characters that nobody has, and whose imaginary user has this choice. */
async function nobodyWith(w: TestPool, choice: string, suffix = ''): Promise<string> {
  for (let n = 10; n < 74; n++) {
    const name = `nobody-${n}${suffix}`;
    if ((await listFor(w, name)).split(',').includes(choice)) return name;
  }
  throw new Error(`No imaginary user has ${choice}.`);
}

describe('USER_AUTH of a client that hides who exists', () => {
  it('gives an unknown name a list that stays the same, and that real users have as well', async () => {
    const w = await service.pool();
    const lists = new Map<string, number>();
    for (let n = 0; n < 80; n++) {
      const list = await listFor(w, `ghost-${n}`);
      lists.set(list, (lists.get(list) ?? 0) + 1);
      if (n < 5) expect(await listFor(w, `ghost-${n}`)).toBe(list);
    }
    const passwords = 'PASSWORD_SRP,PASSWORD';
    const likely = [passwords, `${passwords},EMAIL_OTP`, `${passwords},EMAIL_OTP,SMS_OTP`, 'EMAIL_OTP'];
    for (const list of likely) expect(lists.get(list)).toBeGreaterThan(0);
    expect([...lists.keys()].every((list) => !list.includes('WEB_AUTHN'))).toBe(true);
  });

  it.each([
    ['passwords alone are allowed', { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } }],
    ['MFA is required', { mfaConfiguration: 'ON', softwareTokenMfaConfiguration: { enabled: true } }],
    ['the tier is LITE', { userPoolTier: 'LITE' }],
  ] as const)('offers no code to an unknown name where %s', async (_where, settings) => {
    const w = await service.pool(settings as Partial<Pool>);
    for (let n = 0; n < 12; n++) expect(await listFor(w, `ghost-${n}`)).toBe('PASSWORD_SRP,PASSWORD');
  });

  it('answers the id that it made up as it answered the name', async () => {
    const w = await service.pool({ usernameAttributes: ['email'] });
    for (let n = 0; n < 8; n++) {
      const first = await begin(w, `ghost-${n}@example.com`);
      const second = await begin(w, first.ChallengeParameters.USERNAME);
      expect(first.ChallengeParameters.USERNAME).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(second.ChallengeParameters.USERNAME).toBe(first.ChallengeParameters.USERNAME);
    }
  });

  it.each([
    ['plain names', {}, 'somebody1', ''],
    ['e-mail names', { usernameAttributes: ['email'] as const }, 'somebody1@example.com', '@example.com'],
  ])('gives Sessions of one length, with %s', async (_what, settings, known, suffix) => {
    const w = await service.pool(settings);
    await w.add(known, { attributes: verified('somebody1@example.com') });
    const [all, code] = [await nobodyWith(w, 'PASSWORD', suffix), await nobodyWith(w, 'EMAIL_OTP', suffix)];
    const real = { select: await begin(w, known), code: await begin(w, known, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }) };
    const fake = { select: await begin(w, all), code: await begin(w, code, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }) };
    for (const [one, other] of [
      [real.select, fake.select],
      [real.code, fake.code],
    ] as const) {
      expect(other.ChallengeName).toBe(one.ChallengeName);
      expect(Object.keys(other.ChallengeParameters)).toEqual(Object.keys(one.ChallengeParameters));
      expect(other.Session.length).toBe(one.Session.length);
    }
  });

  it.each(['EMAIL_OTP', 'SMS_OTP'])(
    'counts and shows the codes of nobody like those of somebody, by %s',
    async (kind) => {
      const w = await service.pool();
      const name = await nobodyWith(w, kind);
      const sent = app.outbox.messages().length;
      const challenge = await begin(w, name, { PREFERRED_CHALLENGE: kind });
      const { ChallengeName, ChallengeParameters, Session } = challenge;
      expect(ChallengeName).toBe(kind);
      expect(ChallengeParameters.CODE_DELIVERY_DESTINATION).toMatch(
        kind === 'EMAIL_OTP' ? /^.\*{3}@.\*{3}$/ : /^\+\*+\d{4}$/,
      );
      const again = await begin(w, name, { PREFERRED_CHALLENGE: kind });
      expect(again.ChallengeParameters).toEqual(ChallengeParameters);
      expect(app.outbox.messages()).toHaveLength(sent);

      const guess = () => w.respond(kind, { USERNAME: name, [`${kind}_CODE`]: '12345678' }, Session);
      for (let n = 0; n < 5; n++) await expect(guess()).rejects.toMatchObject(MISMATCH);
      await expect(guess()).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
      // Two codes were asked for already, and ten may be.
      for (let n = 2; n < 10; n++) await begin(w, name, { PREFERRED_CHALLENGE: kind });
      await expect(begin(w, name, { PREFERRED_CHALLENGE: kind })).rejects.toMatchObject(TOO_MANY);
    },
  );

  it('has the same limit for the codes of somebody', async () => {
    const w = await service.pool();
    const { username, email } = await w.someone();
    for (let n = 0; n < 10; n++) await begin(w, username, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    await expect(begin(w, username, { PREFERRED_CHALLENGE: 'EMAIL_OTP' })).rejects.toMatchObject(TOO_MANY);
    expect(app.outbox.messages(email)).toHaveLength(10);
    app.advance(3_600_000);
    await begin(w, username, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
  });

  it('shows the destination that the name is', async () => {
    const w = await service.pool({ usernameAttributes: ['email'] });
    await w.add('known@example.com', { attributes: verified('known@example.com') });
    const ghost = await nobodyWith(w, 'EMAIL_OTP', '@sample.org');
    const shown = async (name: string) =>
      (await begin(w, name, { PREFERRED_CHALLENGE: 'EMAIL_OTP' })).ChallengeParameters.CODE_DELIVERY_DESTINATION;
    expect(await shown('known@example.com')).toBe('k***@e***');
    expect(await shown(ghost)).toBe('n***@s***');
  });

  it.each(['the list', 'a preferred password', 'a preferred SRP', 'a preferred code', 'a password', 'SRP', 'a code'])(
    'reads, opens and writes as much about nobody as about somebody, for %s',
    async (what) => {
      const w = await service.pool();
      const choice = what.endsWith('code') ? 'EMAIL_OTP' : 'PASSWORD';
      const name = await nobodyWith(w, choice);
      await w.add('somebody', { attributes: { ...verified('known@example.com'), name: 'A. Person' } });
      await w.add('anybody', { attributes: verified('any@example.com') });
      const SRP_A = srpClient().srpA;
      const prefer = (USERNAME: string, PREFERRED_CHALLENGE: string, more: Values = {}) =>
        begin(w, USERNAME, { PREFERRED_CHALLENGE, ...more }).catch(() => {});
      const costOf = async (USERNAME: string) => {
        const { Session } = await begin(w, USERNAME);
        const select = (ANSWER: string, more: Values = {}) =>
          w.respond('SELECT_CHALLENGE', { USERNAME, ANSWER, ...more }, Session).catch(() => {});
        const { open } = app.deps.keys;
        const opened: number[] = [];
        const counted: typeof open = (purpose, context, envelope) => {
          opened.push(envelope.length);
          return open(purpose, context, envelope);
        };
        Object.assign(app.deps.keys, { open: counted });
        app.roundTrips.reset();
        if (what === 'the list') await begin(w, USERNAME);
        if (what === 'a preferred password') await prefer(USERNAME, 'PASSWORD', { PASSWORD: 'Wr0ng!password' });
        if (what === 'a preferred SRP') await prefer(USERNAME, 'PASSWORD_SRP', { SRP_A });
        if (what === 'a preferred code') await prefer(USERNAME, 'EMAIL_OTP');
        if (what === 'a password') await select('PASSWORD', { PASSWORD: 'Wr0ng!password' });
        if (what === 'SRP') await select('PASSWORD_SRP', { SRP_A });
        if (what === 'a code') await select('EMAIL_OTP');
        Object.assign(app.deps.keys, { open });
        const { reads, writes } = app.roundTrips;
        return { reads, writes, openings: opened.length, bytes: opened.reduce((sum, size) => sum + size, 0) };
      };
      await costOf('anybody');
      const [known, unknown] = [await costOf('somebody'), await costOf(name)];
      expect(unknown).toEqual({ ...known, bytes: expect.any(Number) });
      expect(unknown.bytes / known.bytes).toBeGreaterThan(0.75);
      expect(unknown.bytes / known.bytes).toBeLessThan(1.35);
    },
  );

  it('tells nothing by a wrong password, and locks both alike', async () => {
    const w = await service.pool();
    const name = await nobodyWith(w, 'PASSWORD');
    const { username } = await w.someone();
    for (const USERNAME of [name, username]) {
      const { Session } = await begin(w, USERNAME);
      const answer = (given: string) => w.respond('PASSWORD', { USERNAME, PASSWORD: given }, Session);
      for (let n = 0; n < 5; n++) await expect(answer('wrong')).rejects.toMatchObject(INCORRECT);
      await expect(answer(PASSWORD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    }
  });

  it('is known as such by a client that does not hide it', async () => {
    const w = await anotherClient(await service.pool(), CHOICE);
    for (const more of [
      {},
      { PREFERRED_CHALLENGE: 'EMAIL_OTP' },
      { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: srpClient().srpA },
    ]) {
      await expect(begin(w, 'nobody', more as Values)).rejects.toMatchObject(USER_UNKNOWN);
    }
  });
});
