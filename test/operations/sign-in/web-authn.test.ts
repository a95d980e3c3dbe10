import { beforeAll, describe, expect, it } from 'vitest';
import { userHandle } from '#core/passkeys/passkey.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Answer } from '#test/app.ts';
import type { Authenticator, Said } from '#test/authenticator.ts';
import {
  ATTEMPTS_EXCEEDED,
  DISABLED,
  INCORRECT,
  missingParameter,
  RESET_REQUIRED,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import {
  anotherClient,
  atOnce,
  beforeNextCommit,
  claimsOf,
  HIDING,
  OTHER_PASSWORD,
  PASSWORD,
  type TestPool,
  testPools,
} from '#test/world.ts';
import { device, NOT_VALID, ORIGIN, owner, RP_ID, WITH_PASSKEYS } from '../passkeys/setup.ts';
import { CHOICE } from './choice.ts';

const { app, ...service } = testPools(WITH_PASSKEYS, CHOICE);
const REFUSED = { name: 'NotAuthorizedException', message: 'The passkey is not valid for this sign-in.' };
const PASSWORDS = ['PASSWORD_SRP', 'PASSWORD'];
const OTHER_CHALLENGE = 'EBAQEBAQEBAQEBAQEBAQEA';
const REQUIRED: Partial<Pool> = { webAuthnConfiguration: { relyingPartyId: RP_ID, userVerification: 'required' } };
const TOKENS: Partial<Pool> = { softwareTokenMfaConfiguration: { enabled: true } };
const MULTI_FACTOR: Partial<Pool> = {
  ...TOKENS,
  webAuthnConfiguration: { relyingPartyId: RP_ID, factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
};
const FACTOR: Partial<User> = { mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], softwareToken: {} } };
const PASSKEY_AS_MFA: Partial<User> = { mfa: { ...FACTOR.mfa, passkeys: true } };

const begin = (w: TestPool, USERNAME: string, more: object = {}) => w.initiate('USER_AUTH', { USERNAME, ...more });
const prefer = (w: TestPool, username: string) => begin(w, username, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
const optionsOf = ({ ChallengeParameters }: Answer) => JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
const give = (w: TestPool, USERNAME: string, credential: unknown, session: string | undefined) =>
  w.respond('WEB_AUTHN', { USERNAME, CREDENTIAL: JSON.stringify(credential) }, session);

/** Changes the stored pool, and lets the service hear of it. */
async function become(w: TestPool, settings: Partial<Pool>) {
  await w.changePool(settings);
  app.deps.configuration.forget(w.pool.id);
}

/** Somebody with a passkey, and how they sign in with it. */
async function somebody(w: TestPool, own: Authenticator = device(), said: Partial<Said> = {}) {
  const ada = await owner(w);
  const { challenge } = await ada.start();
  await ada.complete(own.register({ challenge, ...said }));
  /** A challenge, and an answer to it in which the authenticator says something else if told so. */
  const asked = async () => {
    const { Session, ...answer } = await prefer(w, ada.username);
    const { challenge } = optionsOf(answer);
    return {
      Session,
      challenge,
      answer: (more: Parameters<Authenticator['assert']>[0] | object = {}) =>
        give(w, ada.username, own.assert({ challenge, ...more }), Session),
    };
  };
  return { ...ada, own, asked, signIn: async (more: object = {}): Promise<Answer> => (await asked()).answer(more) };
}

describe('WEB_AUTHN', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  it('asks for the passkeys of the user, and signs in with one of them', async () => {
    const ada = await somebody(w, device(), { transports: ['hybrid', 'internal'] } as object);
    const other = await ada.add();
    const challenge = await prefer(w, ada.username);
    expect(challenge).toEqual({
      ChallengeName: 'WEB_AUTHN',
      AvailableChallenges: [...PASSWORDS, 'WEB_AUTHN'],
      Session: expect.any(String),
      ChallengeParameters: { USER_ID_FOR_SRP: ada.username, CREDENTIAL_REQUEST_OPTIONS: expect.any(String) },
    });
    expect(challenge.Session.length).toBeLessThan(2048);
    const options = optionsOf(challenge);
    expect(options).toEqual({
      challenge: expect.stringMatching(/^[\w-]{22}$/),
      timeout: 180_000,
      rpId: RP_ID,
      allowCredentials: expect.arrayContaining([
        { type: 'public-key', id: ada.own.id, transports: ['hybrid', 'internal'] },
        { type: 'public-key', id: other.id, transports: ['internal'] },
      ]),
      userVerification: 'preferred',
    });
    const credential = other.assert({ challenge: options.challenge, userHandle: userHandle(ada), userVerified: false });
    const { AuthenticationResult } = await give(w, ada.username, credential, challenge.Session);
    const proof = { acr: 'urn:cognito:loa:3', amr: ['swk'] };
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ username: ada.username, ...proof });
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject(proof);
    const { AuthenticationResult: fresh } = await w.refresh(AuthenticationResult.RefreshToken);
    expect(claimsOf(fresh.AccessToken)).toMatchObject(proof);
    const again = give(w, ada.username, credential, challenge.Session);
    await expect(again).rejects.toMatchObject(SESSION_USED);
  });

  it('takes 3 reads and no write to ask, and 2 reads and 1 write for the answer', async () => {
    const ada = await somebody(w);
    app.roundTrips.reset();
    const { answer } = await ada.asked();
    expect({ ...app.roundTrips }).toMatchObject({ reads: 3, writes: 0, staleReads: [] });
    app.roundTrips.reset();
    await answer();
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it('keeps the Session within its bound for a user with the most passkeys', async () => {
    const ada = await somebody(w);
    for (let n = 1; n < 20; n++) await ada.add();
    const { answer, Session } = await ada.asked();
    expect(Session.length).toBeLessThan(2048);
    expect((await answer()).AuthenticationResult).toBeTruthy();
  });

  it.each(['WEB_AUTHN', 'SELECT_CHALLENGE'])('may be selected, and answered under the name %s', async (name) => {
    const ada = await somebody(w);
    const { Session } = await begin(w, ada.username);
    const USERNAME = ada.username;
    const asked = await w.respond('SELECT_CHALLENGE', { USERNAME, ANSWER: 'WEB_AUTHN' }, Session);
    expect(asked).toMatchObject({ ChallengeName: 'WEB_AUTHN', Session: expect.any(String) });
    const CREDENTIAL = JSON.stringify(ada.own.assert({ challenge: optionsOf(asked).challenge }));
    const responses = { USERNAME, ANSWER: 'WEB_AUTHN', CREDENTIAL };
    // Before the choice, there was nothing to sign.
    await expect(w.respond(name, responses, Session)).rejects.toMatchObject(SESSION_INVALID);
    const { AuthenticationResult } = await w.respond(name, responses, asked.Session);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ amr: ['swk'] });
    await expect(w.respond(name, responses, asked.Session)).rejects.toMatchObject(SESSION_USED);
  });

  it('knows a roaming authenticator from one of the platform', async () => {
    const ada = await somebody(w);
    const { Session, challenge } = await ada.asked();
    const credential = { ...ada.own.assert({ challenge }), authenticatorAttachment: 'cross-platform' };
    const { AuthenticationResult } = await give(w, ada.username, credential, Session);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['hwk'] });
  });

  it('signs in with RS256, and through AdminInitiateAuth', async () => {
    const ada = await somebody(w, device({ algorithm: 'RS256' }));
    const admin = (operation: string, input: object) => w.call(operation, { ClientId: w.client.id, ...input });
    const AuthParameters = { USERNAME: ada.username, PREFERRED_CHALLENGE: 'WEB_AUTHN' };
    const asked = await admin('AdminInitiateAuth', { AuthFlow: 'USER_AUTH', AuthParameters });
    const CREDENTIAL = JSON.stringify(ada.own.assert({ challenge: optionsOf(asked).challenge }));
    const answer = { ChallengeName: 'WEB_AUTHN', ChallengeResponses: { USERNAME: ada.username, CREDENTIAL } };
    const { AuthenticationResult } = await admin('AdminRespondToAuthChallenge', { ...answer, Session: asked.Session });
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('reaches the third level from a password, and from nothing, and is not offered for the fourth', async () => {
    const ada = await somebody(w);
    const aim = (TARGET_ACR_VALUES: string, more: object = {}) =>
      begin(w, ada.username, { TARGET_ACR_VALUES, PREFERRED_CHALLENGE: 'WEB_AUTHN', ...more });
    const amrAfter = async (asked: Answer) => {
      const credential = ada.own.assert({ challenge: optionsOf(asked).challenge });
      const { AuthenticationResult } = await give(w, ada.username, credential, asked.Session);
      const { acr, amr } = claimsOf(AuthenticationResult.AccessToken);
      expect(acr).toBe('urn:cognito:loa:3');
      return amr;
    };
    expect((await aim('urn:cognito:loa:3')).AvailableChallenges).toEqual(['WEB_AUTHN']);
    expect(await amrAfter(await aim('urn:cognito:loa:3'))).toEqual(['swk']);
    expect(await amrAfter(await aim('urn:cognito:loa:3', { ACCESS_TOKEN: ada.token }))).toEqual(['pwd', 'swk', 'mfa']);
    await expect(aim('urn:cognito:loa:4')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  const foreign = device();
  it.each([
    ['another challenge', { challenge: OTHER_CHALLENGE }],
    ['another origin', { origin: 'https://auth.example.org' }],
    ['an origin without TLS', { origin: `http://${RP_ID}` }],
    ['a page in a frame', { crossOrigin: true }],
    ['another relying party', { rpId: 'other.example.com' }],
    ['a registration', { type: 'webauthn.create' }],
    ['no person present', { userPresent: false }],
    ['another user', { userHandle: userHandle({ sub: '11111111-2222-3333-4444-555555555555' }) }],
    ['a foreign key', { key: foreign.privateKey }],
  ])('refuses what is signed for %s, and takes a right answer after that', async (_what, said) => {
    const ada = await somebody(w);
    const { answer } = await ada.asked();
    await expect(answer(said)).rejects.toMatchObject(REFUSED);
    expect((await answer()).AuthenticationResult).toBeTruthy();
  });

  it("refuses another user's passkey, and one that nobody has", async () => {
    const ada = await somebody(w);
    const bob = await somebody(w);
    const { Session, challenge } = await ada.asked();
    for (const other of [bob.own, foreign]) {
      const credential = other.assert({ challenge });
      await expect(give(w, ada.username, credential, Session)).rejects.toMatchObject(REFUSED);
      // It is refused under the id of a passkey that the user has, too.
      const renamed = { ...credential, id: ada.own.id, rawId: ada.own.id };
      await expect(give(w, ada.username, renamed, Session)).rejects.toMatchObject(REFUSED);
    }
  });

  it('refuses an answer to a challenge of an earlier sign-in', async () => {
    const ada = await somebody(w);
    const first = await ada.asked();
    const second = await ada.asked();
    await expect(second.answer({ challenge: first.challenge })).rejects.toMatchObject(REFUSED);
    await first.answer();
    await expect(second.answer({ challenge: first.challenge })).rejects.toMatchObject(REFUSED);
  });

  it.each(['x', 'null', '[]', '{}', '{"type":"public-key"}', `"${'x'.repeat(20_000)}"`])(
    'refuses a malformed CREDENTIAL (%#), without counting it',
    async (CREDENTIAL) => {
      const ada = await somebody(w);
      const { Session, answer } = await ada.asked();
      for (let n = 0; n < 6; n++) {
        const malformed = w.respond('WEB_AUTHN', { USERNAME: ada.username, CREDENTIAL }, Session);
        await expect(malformed).rejects.toMatchObject(NOT_VALID);
      }
      expect((await answer()).AuthenticationResult).toBeTruthy();
    },
  );

  it.each(['authenticatorData', 'signature', 'clientDataJSON'] as const)('refuses a truncated %s', async (member) => {
    const ada = await somebody(w);
    const { Session, challenge } = await ada.asked();
    const { response, ...credential } = ada.own.assert({ challenge });
    const cut = { ...response, [member]: response[member].slice(0, 40) };
    await expect(give(w, ada.username, { ...credential, response: cut }, Session)).rejects.toMatchObject(REFUSED);
  });

  it('refuses an answer without CREDENTIAL, USERNAME or Session', async () => {
    const ada = await somebody(w);
    const { Session, challenge } = await ada.asked();
    const USERNAME = ada.username;
    const CREDENTIAL = JSON.stringify(ada.own.assert({ challenge }));
    const answer = (responses: object, session?: string) => w.respond('WEB_AUTHN', responses, session);
    await expect(answer({ USERNAME }, Session)).rejects.toMatchObject(missingParameter('CREDENTIAL'));
    await expect(answer({ CREDENTIAL }, Session)).rejects.toMatchObject(missingParameter('USERNAME'));
    await expect(answer({ USERNAME, CREDENTIAL })).rejects.toMatchObject(missingParameter('Session'));
  });

  it('refuses the Sessions of others, forged and expired ones, and an answer for another name', async () => {
    const ada = await somebody(w);
    const bob = await somebody(w);
    const { Session, challenge } = await ada.asked();
    const theirs = await bob.asked();
    const credential = ada.own.assert({ challenge });
    const { username } = ada;
    await expect(give(w, username, credential, theirs.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(give(w, bob.username, credential, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(give(w, bob.username, credential, theirs.Session)).rejects.toMatchObject(REFUSED);
    await expect(give(w, username, credential, `${Session.slice(0, -2)}AA`)).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await anotherClient(w, CHOICE);
    await expect(give(elsewhere, username, credential, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(w.choosePassword(username, Session, OTHER_PASSWORD)).rejects.toMatchObject(SESSION_INVALID);
    const { username: temporary } = await w.someone({ status: 'FORCE_CHANGE_PASSWORD' });
    const other = await w.signIn(temporary);
    await expect(give(w, username, credential, other.Session)).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(give(w, username, credential, Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it.each([0, 7])('gives one winner to 20 answers with one signature, from a counter of %i', async (counter) => {
    const ada = await somebody(w, device(), { counter });
    const { Session, challenge } = await ada.asked();
    const credential = ada.own.assert({ challenge, counter: counter && counter + 1 });
    const { answers, errors } = await atOnce(20, () => give(w, ada.username, credential, Session));
    expect(answers).toHaveLength(1);
    for (const { name } of errors) expect(name).toBe('NotAuthorizedException');
  });

  it('lets the counter of a passkey grow only, once it is above 0', async () => {
    const ada = await somebody(w);
    const counter = async () => (await ada.stored()).passkeys[0]?.counter;
    await ada.signIn({ counter: 0 });
    await ada.signIn({ counter: 5 });
    expect(await counter()).toBe(5);
    for (const counter of [5, 4, 0]) await expect(ada.signIn({ counter })).rejects.toMatchObject(REFUSED);
    await ada.signIn({ counter: 9 });
    expect(await counter()).toBe(9);
  });

  it('gives one winner to two sign-ins with one counter', async () => {
    const ada = await somebody(w, device(), { counter: 1 });
    const [first, second] = [await ada.asked(), await ada.asked()];
    beforeNextCommit(app, () => first.answer({ counter: 2 }));
    await expect(second.answer({ counter: 2 })).rejects.toMatchObject(REFUSED);
  });

  it('locks after five wrong answers, in whatever Sessions, and leaves the password alone', async () => {
    const ada = await somebody(w);
    for (let n = 0; n < 5; n++) {
      await expect(ada.signIn({ challenge: OTHER_CHALLENGE })).rejects.toMatchObject(REFUSED);
    }
    await expect(ada.signIn()).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await w.signIn(ada.username);
    app.advance(60_000);
    expect((await ada.signIn()).AuthenticationResult).toBeTruthy();
  });

  it('ends when the user, the passkey or the pool changes', async () => {
    const change = async (act: (ada: Awaited<ReturnType<typeof somebody>>) => Promise<unknown>) => {
      const ada = await somebody(w);
      const { answer } = await ada.asked();
      await act(ada);
      return answer();
    };
    const by =
      (operation: string, input: object = {}) =>
      ({ username }: { readonly username: string }) =>
        w.call(operation, { Username: username, ...input });
    for (const operation of ['AdminDisableUser', 'AdminDeleteUser', 'AdminUserGlobalSignOut']) {
      await expect(change(by(operation))).rejects.toMatchObject(SESSION_INVALID);
    }
    const Password = OTHER_PASSWORD;
    await expect(change(by('AdminSetUserPassword', { Password }))).rejects.toMatchObject(SESSION_INVALID);
    await expect(change((ada) => ada.remove(ada.own.id))).rejects.toMatchObject(SESSION_INVALID);
    const late = await somebody(w);
    const { answer } = await late.asked();
    beforeNextCommit(app, () => late.remove(late.own.id));
    await expect(answer()).rejects.toMatchObject(INCORRECT);
    const policy = { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } };
    await expect(change(() => become(w, policy))).rejects.toMatchObject(SESSION_INVALID);
    await become(w, WITH_PASSKEYS);
    await expect(change(() => become(w, { ...TOKENS, mfaConfiguration: 'ON' }))).rejects.toMatchObject(SESSION_INVALID);
    await become(w, { mfaConfiguration: 'OFF' });
  });

  it.each([
    [{ enabled: false }, DISABLED],
    [{ status: 'RESET_REQUIRED' }, RESET_REQUIRED],
  ] as const)('refuses a user who is %j once the passkey was right', async (given, error) => {
    const ada = await somebody(w);
    await w.force(ada.username, given);
    await expect(ada.signIn({ challenge: OTHER_CHALLENGE })).rejects.toMatchObject(REFUSED);
    await expect(ada.signIn()).rejects.toMatchObject(error);
  });
});

describe('who is offered a passkey', () => {
  it.each([
    ['a user with one', {}, {}, true],
    ['nobody whose password an administrator chose', {}, { status: 'FORCE_CHANGE_PASSWORD' }, false],
    ['a user with a factor, while MFA is off', {}, FACTOR, true],
    ['a user without a factor, while MFA is optional', { ...TOKENS, mfaConfiguration: 'OPTIONAL' }, {}, true],
    ['no user with a factor', { ...TOKENS, mfaConfiguration: 'OPTIONAL' }, FACTOR, false],
    ['nobody in a pool where no passkey is MFA', { ...TOKENS, mfaConfiguration: 'OPTIONAL' }, PASSKEY_AS_MFA, false],
    ['no user who has not turned it on', { ...MULTI_FACTOR, mfaConfiguration: 'OPTIONAL' }, FACTOR, false],
    ['nobody without a factor, while MFA is on', { ...MULTI_FACTOR, mfaConfiguration: 'ON' }, {}, false],
    ['nobody with another factor alone', { ...MULTI_FACTOR, mfaConfiguration: 'ON' }, FACTOR, false],
  ] as const)('%s', async (_who, settings, user, isOffered) => {
    const w = await service.pool();
    const ada = await somebody(w);
    // People register their passkeys before MFA stands in the way of their tokens.
    await become(w, settings as Partial<Pool>);
    await w.force(ada.username, user as Partial<User>);
    const list = isOffered ? [...PASSWORDS, 'WEB_AUTHN'] : PASSWORDS;
    expect((await begin(w, ada.username)).AvailableChallenges).toEqual(list);
    expect((await prefer(w, ada.username)).ChallengeName).toBe(isOffered ? 'WEB_AUTHN' : 'SELECT_CHALLENGE');
    const factors = await w.call('AdminGetUserAuthFactors', { Username: ada.username });
    expect(factors.ConfiguredUserAuthFactors.includes('WEB_AUTHN')).toBe(isOffered);
  });

  it.each(['OPTIONAL', 'ON'] as const)('whoever has it count as MFA, while MFA is %s', async (mfaConfiguration) => {
    const w = await service.pool();
    const ada = await somebody(w);
    await become(w, { ...MULTI_FACTOR, mfaConfiguration });
    await w.force(ada.username, PASSKEY_AS_MFA);
    expect((await begin(w, ada.username)).AvailableChallenges).toEqual([...PASSWORDS, 'WEB_AUTHN']);
    expect(optionsOf(await prefer(w, ada.username)).userVerification).toBe('required');
    await expect(ada.signIn({ userVerified: false })).rejects.toMatchObject(REFUSED);
    const { AuthenticationResult } = await ada.signIn();
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['swk'] });
    expect((await w.signIn(ada.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('none where the pool or its tier has no passkeys, or they are of a former relying party', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    const list = async () => (await begin(w, ada.username)).AvailableChallenges;
    expect(await list()).toContain('WEB_AUTHN');
    await become(w, { webAuthnConfiguration: { relyingPartyId: 'new.example.com' } });
    expect(await list()).toEqual(PASSWORDS);
    await become(w, { ...WITH_PASSKEYS, userPoolTier: 'LITE' });
    expect(await list()).toEqual(PASSWORDS);
    await become(w, { userPoolTier: 'ESSENTIALS', signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } });
    expect(await list()).toEqual(PASSWORDS);
    await become(w, { ...WITH_PASSKEYS });
    expect(await list()).toContain('WEB_AUTHN');
  });

  it('asks for the verification of the user where the pool requires it', async () => {
    const w = await service.pool(REQUIRED);
    const ada = await somebody(w);
    expect(optionsOf(await prefer(w, ada.username)).userVerification).toBe('required');
    await expect(ada.signIn({ userVerified: false })).rejects.toMatchObject(REFUSED);
    expect((await ada.signIn()).AuthenticationResult).toBeTruthy();
  });
});

describe('WEB_AUTHN and names that lead to nobody', () => {
  const SHOWN = { type: 'public-key', id: expect.stringMatching(/^[\w-]{22,86}$/), transports: expect.any(Array) };
  /** The first name, among those of nobody, that is told of such passkeys. */
  const ghosts = async (w: TestPool, isWanted: (options: Answer) => boolean) => {
    for (let n = 0; n < 100; n++) {
      const challenge = await prefer(w, `ghost-${n}`);
      if (challenge.ChallengeName === 'WEB_AUTHN' && isWanted(optionsOf(challenge))) return `ghost-${n}`;
    }
    throw new Error('No name has them.');
  };

  it('are told of passkeys that look like those of a user, always the same', async () => {
    const w = await service.pool({}, HIDING);
    const lists = new Set<string>();
    const seen: number[] = [];
    for (let n = 0; n < 40; n++) {
      const challenge = await prefer(w, `nobody-${n}`);
      lists.add(String(challenge.AvailableChallenges));
      if (challenge.ChallengeName !== 'WEB_AUTHN') continue;
      const { challenge: value, ...options } = optionsOf(challenge);
      const { challenge: other, ...again } = optionsOf(await prefer(w, `nobody-${n}`));
      expect(again).toEqual(options);
      expect(other).not.toBe(value);
      expect(options).toMatchObject({ timeout: 180_000, rpId: RP_ID, userVerification: 'preferred' });
      for (const shown of options.allowCredentials) expect(shown).toEqual(SHOWN);
      seen.push(options.allowCredentials.length);
    }
    expect([...lists].sort()).toEqual([String(PASSWORDS), String([...PASSWORDS, 'WEB_AUTHN'])]);
    expect(seen).toContain(1);
    expect(Math.max(...seen)).toBeGreaterThan(1);
  });

  it('are told of passkeys where MFA is required as well', async () => {
    const w = await service.pool({ ...MULTI_FACTOR, mfaConfiguration: 'ON' }, HIDING);
    const lists = new Set<string>();
    for (let n = 0; n < 40; n++) {
      const challenge = await prefer(w, `nobody-${n}`);
      lists.add(String(challenge.AvailableChallenges));
      if (challenge.ChallengeName === 'WEB_AUTHN') expect(optionsOf(challenge).userVerification).toBe('required');
    }
    expect([...lists].sort()).toEqual([String(PASSWORDS), String([...PASSWORDS, 'WEB_AUTHN'])]);
  });

  it('cost as much as those of users, look the same, and are refused and locked in the same way', async () => {
    const w = await service.pool({}, HIDING);
    const own = device();
    const ada = await somebody(w, own);
    const { open } = app.deps.keys;
    const costOf = async (username: string) => {
      let opened = 0;
      const counted: typeof open = (...args) => {
        opened++;
        return open(...args);
      };
      Object.assign(app.deps.keys, { open: counted });
      app.roundTrips.reset();
      const challenge = await prefer(w, username);
      const options = optionsOf(challenge);
      const id = options.allowCredentials[0].id;
      const credential = { ...own.assert({ challenge: options.challenge, key: foreign.privateKey }), id, rawId: id };
      await expect(give(w, username, credential, challenge.Session)).rejects.toMatchObject(REFUSED);
      Object.assign(app.deps.keys, { open });
      const { reads, writes } = app.roundTrips;
      return { reads, writes, opened, session: challenge.Session.length };
    };
    const foreign = device();
    const isOne = ({ allowCredentials }: Answer) => allowCredentials.length === 1;
    const ghost = await ghosts(w, isOne);
    const known = await costOf(ada.username);
    const unknown = await costOf(ghost);
    const { session, ...cost } = known;
    // The name itself is in the Session.
    expect(unknown).toEqual({ ...cost, session: expect.any(Number) });
    expect(Math.abs(unknown.session - session)).toBeLessThan(20);
    for (let n = 1; n < 5; n++) expect(await costOf(ghost)).toMatchObject({ reads: cost.reads });
    const { Session } = await prefer(w, ghost);
    const locked = give(w, ghost, own.assert({ challenge: OTHER_CHALLENGE }), Session);
    await expect(locked).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it('are unknown to a client that does not hide who exists', async () => {
    const w = await service.pool();
    await expect(prefer(w, 'nobody')).rejects.toMatchObject(USER_UNKNOWN);
  });
});

it('takes passkeys by the page that a browser names, below the relying party too', async () => {
  const w = await service.pool();
  const ada = await somebody(w);
  expect((await ada.signIn({ origin: `https://app.${RP_ID}:8443` })).AuthenticationResult).toBeTruthy();
  expect((await ada.signIn({ origin: ORIGIN })).AuthenticationResult).toBeTruthy();
  expect(
    (await begin(w, ada.username, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).AuthenticationResult,
  ).toBeTruthy();
});
