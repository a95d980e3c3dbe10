import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOUR, OTHER_PASSWORD, type Values } from '#test/world.ts';
import { CALLBACK, type HostedPool, hostedPools } from '../operations/hosted/setup.ts';
import {
  ask,
  codeForm,
  codeOf,
  error,
  errorOf,
  json,
  otherClient,
  PKCE,
  post,
  redeem,
  refreshWith,
  SECRET,
  tokensOf,
  VERIFIER,
} from '../operations/hosted/tokens.ts';

const { app, ...service } = hostedPools();
const invalid = error('invalid_grant');
const REVOKED = 'Access Token has been revoked';

async function stage(): Promise<HostedPool> {
  const w = await service.pool();
  await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
  return w;
}

describe('an authorization code', () => {
  it('that is used again ends what was issued for it', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    const { access_token, refresh_token } = json(await redeem(w, code));
    const other = await tokensOf(w, 'ada');
    expect(errorOf(await redeem(w, code))).toEqual(invalid);
    await expect(w.getUser(access_token)).rejects.toThrow(REVOKED);
    expect(errorOf(await refreshWith(w, refresh_token))).toEqual(invalid);
    expect((await w.getUser(other.access_token)).Username).toBe('ada');
  });

  it('that somebody without the proof uses again ends nothing', async () => {
    const w = await stage();
    const thief = await otherClient(w);
    const code = await codeOf(w, 'ada', PKCE);
    const { access_token } = json(await redeem(w, code, { code_verifier: VERIFIER }));
    expect(errorOf(await redeem(w, code))).toEqual(invalid);
    expect(errorOf(await redeem(w, code, { code_verifier: `${VERIFIER}x` }))).toEqual(invalid);
    expect(errorOf(await redeem(thief, code, { code_verifier: VERIFIER }))).toEqual(invalid);
    expect((await w.getUser(access_token)).Username).toBe('ada');
  });

  it('has one winner of eight who redeem it at once', async () => {
    const w = await stage();
    for (let volley = 0; volley < 5; volley++) {
      const code = await codeOf(w, 'ada');
      const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(w, code)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      for (const answer of answers) if (answer !== won[0]) expect(errorOf(answer)).toEqual(invalid);
    }
  });

  it.each<[string, Values, Values]>([
    ['no verifier', PKCE, {}],
    ['an empty verifier', PKCE, { code_verifier: '' }],
    ['another verifier', PKCE, { code_verifier: VERIFIER.replace('a', 'b') }],
    ['the challenge as verifier', PKCE, { code_verifier: PKCE.code_challenge }],
    ['a verifier where none was announced', {}, { code_verifier: VERIFIER }],
    ['a verifier that is too short', challengeOf('short'), { code_verifier: 'short' }],
    ['a verifier that is too long', challengeOf('x'.repeat(129)), { code_verifier: 'x'.repeat(129) }],
    ['a verifier with other characters', challengeOf(`${VERIFIER}ä`), { code_verifier: `${VERIFIER}ä` }],
  ])('is not redeemed with %s', async (_what, parameters, more) => {
    const w = await stage();
    const code = await codeOf(w, 'ada', parameters);
    expect(errorOf(await redeem(w, code, more))).toEqual(invalid);
  });

  it.each([
    `${CALLBACK}/`,
    `${CALLBACK}?`,
    `${CALLBACK}#`,
    `${CALLBACK}/../callback`,
    CALLBACK.toUpperCase(),
    CALLBACK.replace('callback', '%63allback'),
    CALLBACK.replace('https://', 'https://ada@'),
    CALLBACK.replace('.com', '.com:443'),
    CALLBACK.replace('.com', '.com.'),
    ` ${CALLBACK}`,
  ])('is not redeemed with the redirect URI %s', async (redirectUri) => {
    const w = await stage();
    const answer = await redeem(w, await codeOf(w, 'ada'), { redirect_uri: redirectUri });
    expect(errorOf(answer)).toEqual(error('unauthorized_client', 'invalid_redirect'));
  });

  it('is not redeemed with another redirect URI of the client', async () => {
    const other = 'https://app.example.com/other';
    const w = await service.pool({}, { callbackURLs: [CALLBACK, other] });
    await w.add('ada');
    const answer = await redeem(w, await codeOf(w, 'ada'), { redirect_uri: other });
    expect(errorOf(answer)).toEqual(error('unauthorized_client', 'invalid_redirect'));
  });

  it('is for its client and its pool alone', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    expect(errorOf(await redeem(await otherClient(w), code))).toEqual(invalid);
    const other = await stage();
    expect(errorOf(await redeem(other, code))).toEqual(invalid);
    expect(errorOf(await ask(other, codeForm(code, { client_id: w.client.id })))).toEqual(error('invalid_client'));
    json(await redeem(w, code));
  });

  it.each<[string, (w: HostedPool) => Promise<unknown>]>([
    ['five minutes', async () => app.advance(5 * 60_000)],
    ['a sign-out everywhere', (w) => w.call('AdminUserGlobalSignOut', { Username: 'ada' })],
    [
      'a new password',
      (w) => w.call('AdminSetUserPassword', { Username: 'ada', Password: OTHER_PASSWORD, Permanent: true }),
    ],
    ['a temporary password', (w) => w.call('AdminSetUserPassword', { Username: 'ada', Password: OTHER_PASSWORD })],
    ['a reset of the password', (w) => w.call('AdminResetUserPassword', { Username: 'ada' })],
    ['the user was disabled', (w) => w.call('AdminDisableUser', { Username: 'ada' })],
    [
      'the user was disabled and enabled',
      async (w) => {
        for (const operation of ['AdminDisableUser', 'AdminEnableUser']) await w.call(operation, { Username: 'ada' });
      },
    ],
    ['the user was deleted', (w) => w.call('AdminDeleteUser', { Username: 'ada' })],
    [
      'the user was deleted and there is another of the name',
      async (w) => {
        await w.call('AdminDeleteUser', { Username: 'ada' });
        await w.add('ada');
      },
    ],
  ])('is worth nothing after %s', async (_what, happen) => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    await happen(w);
    expect(errorOf(await redeem(w, code))).toEqual(invalid);
  });

  it('does not come back once its client has been deleted', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    await w.call('DeleteUserPoolClient', { ClientId: w.client.id });
    expect(errorOf(await redeem(w, code))).toEqual(error('invalid_client'));
  });

  it('has one spelling', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    const spelt = [
      `${code}=`,
      ` ${code}`,
      `${code}.`,
      `${code}\u0000`,
      code.slice(0, -1),
      `${code}A`,
      code.toLowerCase(),
    ];
    for (const one of spelt) expect(errorOf(await redeem(w, one))).toEqual(invalid);
    json(await redeem(w, code));
  });

  it('is spoilt by any change', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    for (let at = 0; at < code.length; at += 37) {
      const letter = code[at] === 'A' ? 'B' : 'A';
      expect(errorOf(await redeem(w, code.slice(0, at) + letter + code.slice(at + 1)))).toEqual(invalid);
    }
  });
});

describe('sealed texts of other kinds', () => {
  /** One of each kind, for the same user, client and pool. */
  async function texts(w: HostedPool): Promise<Values> {
    const browser = w.browser();
    const code = await codeOf(w, 'ada', {}, browser);
    const { RefreshToken } = await w.tokens('ada');
    await w.create('eve');
    const { Session } = await w.signIn('eve');
    const cookies = [...browser.cookies].map(([name, { value }]) => [name, value]);
    return { code, refresh: RefreshToken, session: String(Session), ...Object.fromEntries(cookies) };
  }

  it('are no codes', async () => {
    const w = await stage();
    const { code, ...others } = await texts(w);
    expect(Object.keys(others).length).toBeGreaterThan(2);
    for (const text of Object.values(others)) expect(errorOf(await redeem(w, text))).toEqual(invalid);
    json(await redeem(w, code!));
  });

  it('are no refresh tokens', async () => {
    const w = await stage();
    const { refresh, ...others } = await texts(w);
    for (const text of Object.values(others)) {
      expect(errorOf(await refreshWith(w, text))).toEqual(invalid);
      expect((await post(w, '/oauth2/revoke', { token: text, client_id: w.client.id })).status).toBe(200);
    }
    json(await refreshWith(w, refresh!));
  });

  it('are no Sessions of the API', async () => {
    const w = await stage();
    const { session: _, ...others } = await texts(w);
    for (const Session of Object.values(others)) {
      const answers = { USERNAME: 'eve', NEW_PASSWORD: OTHER_PASSWORD };
      await expect(w.respond('NEW_PASSWORD_REQUIRED', answers, Session)).rejects.toMatchObject({
        name: expect.stringMatching(/NotAuthorizedException|InvalidParameterException/),
      });
    }
  });

  it('are no SSO sessions', async () => {
    const w = await stage();
    const browser = w.browser();
    const code = await codeOf(w, 'ada', {}, browser);
    const [name = ''] = [...browser.cookies.keys()].filter((one) => one.includes('cognito-us-'));
    const { refresh, session } = await texts(w);
    for (const value of [code, refresh!, session!]) {
      const other = w.browser();
      other.cookies.set(name, { value, path: '/' });
      const { location } = await other.get(w.url('/oauth2/authorize', { prompt: 'none' }));
      expect(location?.searchParams.get('error')).toBe('login_required');
    }
  });
});

describe('tokens of the pages', () => {
  it('need aws.cognito.signin.user.admin for the API', async () => {
    const w = await stage();
    const { access_token, id_token } = await tokensOf(w, 'ada', { scope: 'openid' });
    const missing = { name: 'NotAuthorizedException', message: 'Access Token does not have required scopes' };
    await expect(w.getUser(access_token)).rejects.toMatchObject(missing);
    await expect(app.call('GlobalSignOut', { AccessToken: access_token })).rejects.toMatchObject(missing);
    await expect(w.getUser(id_token)).rejects.toThrow('Invalid Access Token');
  });

  it('end with the password that they were got by, as far as they can be refreshed', async () => {
    const w = await stage();
    const { refresh_token } = await tokensOf(w, 'ada');
    await w.call('AdminUserGlobalSignOut', { Username: 'ada' });
    expect(errorOf(await refreshWith(w, refresh_token))).toEqual(invalid);
    app.advance(HOUR);
  });

  it('are not given to whoever has lost the secret of the client', async () => {
    const w = await service.pool({}, { secret: SECRET });
    await w.add('ada');
    const code = await codeOf(w, 'ada');
    expect(errorOf(await redeem(w, code))).toEqual(error('invalid_client'));
    const { refresh_token } = json(await redeem(w, code, { client_secret: SECRET }));
    expect(errorOf(await refreshWith(w, refresh_token))).toEqual(error('invalid_client'));
    json(await refreshWith(w, refresh_token, { client_secret: SECRET }));
  });
});

function challengeOf(verifier: string): Values {
  const digest = createHash('sha256').update(verifier).digest('base64url');
  return { code_challenge: digest, code_challenge_method: 'S256' };
}
