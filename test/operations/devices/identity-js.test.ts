import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ALWAYS, addSoftwareToken, OPT_IN, OPTIONAL_TOTP, TRACKING, totpCode } from '#test/devices.ts';
import { PASSWORD, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools(OPTIONAL_TOTP);

type Outcome = { readonly session: CognitoUserSession; readonly asked: readonly string[]; readonly necessary: boolean };

/** An app in a browser of its own, which asks for a code when it must. */
function browserOf(w: TestPool) {
  const stored = new Map<string, string>();
  const storage: ICognitoStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
    clear: () => stored.clear(),
  };
  const Pool = new CognitoUserPool({
    UserPoolId: w.pool.id,
    ClientId: w.client.id,
    endpoint: 'https://ownpool.test/',
    Storage: storage,
  });
  const userOf = (Username: string) => new CognitoUser({ Username, Pool, Storage: storage });
  const signIn = (Username: string, flow = 'USER_SRP_AUTH') => {
    const user = userOf(Username);
    user.setAuthenticationFlowType(flow);
    const asked: string[] = [];
    return new Promise<Outcome & { readonly user: CognitoUser }>((resolve, onFailure) => {
      const callbacks = {
        onSuccess: (session: CognitoUserSession, necessary?: boolean) =>
          resolve({ session, asked, user, necessary: necessary ?? false }),
        onFailure,
        totpRequired: () => {
          asked.push('SOFTWARE_TOKEN_MFA');
          user.sendMFACode(totpCode(w), callbacks, 'SOFTWARE_TOKEN_MFA');
        },
      };
      user.authenticateUser(new AuthenticationDetails({ Username, Password: PASSWORD }), callbacks);
    });
  };
  const keyOf = (name: string) => [...stored.keys()].find((key) => key.endsWith(`.${name}`));
  return { signIn, stored, keyOf };
}

describe('amazon-cognito-identity-js', () => {
  const targets: string[] = [];
  beforeEach(() => {
    targets.length = 0;
    vi.stubGlobal(
      'fetch',
      async (_url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
        const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
        targets.push(String(lower['x-amz-target']).split('.')[1]!);
        const response = await app.send({ headers: lower, body });
        return new Response(response.body, {
          status: response.statusCode,
          headers: response.headers as Record<string, string>,
        });
      },
    );
    return () => vi.unstubAllGlobals();
  });

  it.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'])(
    'remembers a device, which then spares MFA, with %s',
    async (flow) => {
      const w = await service.pool(ALWAYS);
      const { username } = await w.someone();
      await addSoftwareToken(w, username);
      const browser = browserOf(w);
      const first = await browser.signIn(username, flow);
      expect(first).toMatchObject({ asked: ['SOFTWARE_TOKEN_MFA'], necessary: false });
      expect(targets.at(-1)).toBe('ConfirmDevice');

      app.advance(30_000);
      const second = await browser.signIn(username, flow);
      expect(second.asked).toEqual([]);
      const key = browser.stored.get(browser.keyOf('deviceKey')!);
      expect(second.session.getAccessToken().payload.device_key).toBe(key);
      expect(first.session.getAccessToken().payload.device_key).toBe(key);

      const refreshed = await new Promise<CognitoUserSession>((resolve, reject) =>
        second.user.refreshSession(second.session.getRefreshToken(), (error, session) =>
          error ? reject(error) : resolve(session),
        ),
      );
      expect(refreshed.getAccessToken().payload.device_key).toBe(key);

      // Another browser is another device.
      expect((await browserOf(w).signIn(username, flow)).asked).toEqual(['SOFTWARE_TOKEN_MFA']);
    },
  );

  it('is refused with a wrong device password', async () => {
    const w = await service.pool(ALWAYS);
    const { username } = await w.someone();
    const browser = browserOf(w);
    await browser.signIn(username);
    browser.stored.set(browser.keyOf('randomPasswordKey')!, 'another');
    await expect(browser.signIn(username)).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it('lets the user choose, where the pool says so', async () => {
    const w = await service.pool(OPT_IN);
    const { username } = await w.someone();
    await addSoftwareToken(w, username);
    const browser = browserOf(w);
    const { user, necessary } = await browser.signIn(username);
    expect(necessary).toBe(true);
    app.advance(30_000);
    expect((await browser.signIn(username)).asked).toEqual(['SOFTWARE_TOKEN_MFA']);
    await new Promise<string>((onSuccess, onFailure) => user.setDeviceStatusRemembered({ onSuccess, onFailure }));
    expect((await browser.signIn(username)).asked).toEqual([]);
    await new Promise<string>((onSuccess, onFailure) => user.setDeviceStatusNotRemembered({ onSuccess, onFailure }));
    app.advance(30_000);
    expect((await browser.signIn(username)).asked).toEqual(['SOFTWARE_TOKEN_MFA']);
  });

  it('signs in without a device that was forgotten, and confirms another', async () => {
    const w = await service.pool(TRACKING);
    const { username } = await w.someone();
    const browser = browserOf(w);
    const { session } = await browser.signIn(username);
    const DeviceKey = session.getAccessToken().payload.device_key;
    await w.call('AdminForgetDevice', { Username: username, DeviceKey });
    const again = await browser.signIn(username);
    expect(again.session.getAccessToken().payload.device_key).not.toBe(DeviceKey);
    expect(targets.at(-1)).toBe('ConfirmDevice');
    const { user } = await browser.signIn(username);
    await new Promise<string>((onSuccess, onFailure) => user.forgetDevice({ onSuccess, onFailure }));
    const { Devices } = await w.call('AdminListDevices', { Username: username });
    expect(Devices).toEqual([]);
  });
});
