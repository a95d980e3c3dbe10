import { createHmac, createPrivateKey } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Secret as Base32Secret } from 'otpauth';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { openPrivateKey } from '#core/keys/signing-key.ts';
import { openCredentials } from '#core/password/credentials.ts';
import { TEST_KEY, testApp } from '#test/app.ts';
import { codeOf } from '#test/authenticator-app.ts';
import { newName, OTHER_PASSWORD, PASSWORD, poolOn } from '#test/world.ts';
import { owner, WITH_PASSKEYS } from '../operations/passkeys/setup.ts';
import { allItems } from './checker.ts';
import { found, haystackOf, writingsOf } from './haystack.ts';
import { createWorld, newPasswordAsked, type World } from './world.ts';

/** The key that createTestApp wraps the data keys with. */
const MASTER_KEY = Buffer.alloc(32, 7);
const PASSWORDS = {
  first: PASSWORD,
  second: OTHER_PASSWORD,
  third: 'Th1rd!password"\\',
  wrong: 'Wr0ng!password',
  temporary: 'Temp0rary!pass',
};

type Secret = readonly [what: string, value: string | Buffer];

/** A user's whole life, and everything in it that must not be readable in the table. */
async function life(world: World): Promise<readonly Secret[]> {
  const { app, pool, rotating } = world;
  const secrets: Secret[] = Object.entries(PASSWORDS).map(([which, value]) => [`${which} password`, value]);
  const know = (what: string, value: string | Buffer | undefined) => {
    if (value === undefined || value.length === 0) throw new Error(`There is no ${what}.`);
    secrets.push([what, value]);
  };
  const refused = (operation: string, input: object) => expect(app.call(operation, input)).rejects.toThrow();
  const knowTokens = (answer: { AuthenticationResult: Record<string, string> }) => {
    for (const [name, token] of Object.entries(answer.AuthenticationResult)) {
      if (!name.endsWith('Token')) continue;
      know(name, token);
      for (const [n, part] of token.split('.').entries()) {
        know(`part ${n} of ${name}`, part);
        know(`bytes of part ${n} of ${name}`, Buffer.from(part, 'base64url'));
      }
    }
    return answer.AuthenticationResult as Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>;
  };

  const { UserPoolClient } = await app.call('CreateUserPoolClient', {
    UserPoolId: pool.id,
    ClientName: 'confidential',
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const ClientId: string = UserPoolClient.ClientId;
  know('client secret', UserPoolClient.ClientSecret);
  const { username: Username, email } = newName();
  const hash = (name: string) =>
    createHmac('sha256', UserPoolClient.ClientSecret).update(`${name}${ClientId}`).digest('base64');
  const SecretHash = hash(Username);
  know('secret hash', SecretHash);
  const base = { ClientId, SecretHash, Username };
  const knowCode = (what: string): string => {
    know(what, world.codeFor(email));
    return world.codeFor(email);
  };
  const wrongCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  const UserAttributes = [{ Name: 'email', Value: email }];
  const { UserSub } = await app.call('SignUp', { ...base, Password: PASSWORDS.first, UserAttributes });
  knowCode('first sign-up code');
  await app.call('ResendConfirmationCode', base);
  const code = knowCode('second sign-up code');
  know('wrong code', wrongCode(code));
  await refused('ConfirmSignUp', { ...base, ConfirmationCode: wrongCode(code) });
  await app.call('ConfirmSignUp', { ...base, ConfirmationCode: code });
  const knowCredentials = async (when: string) => {
    const { user } = await app.deps.records.read({ user: { kind: 'user', id: { poolId: pool.id, sub: UserSub } } });
    const credentials = openCredentials(app.deps.keys, user)!;
    know(`hash ${when}`, credentials.password.hash);
    const [, , , , salt, output] = credentials.password.hash.split('$');
    know(`salt of the hash ${when}`, salt);
    know(`output of the hash ${when}`, output);
    know(`SRP salt ${when}`, credentials.srp!.salt);
    know(`bytes of the SRP salt ${when}`, Buffer.from(credentials.srp!.salt, 'hex'));
    know(`SRP verifier ${when}`, credentials.srp!.verifier);
    know(`bytes of the SRP verifier ${when}`, Buffer.from(credentials.srp!.verifier, 'hex'));
  };
  await knowCredentials('after sign-up');

  const signIn = (PASSWORD: string, of = { ClientId, SECRET_HASH: SecretHash as string | undefined }) =>
    app.call('InitiateAuth', {
      ClientId: of.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD, ...(of.SECRET_HASH && { SECRET_HASH: of.SECRET_HASH }) },
    });
  await expect(signIn(PASSWORDS.wrong)).rejects.toThrow();
  const tokens = knowTokens(await signIn(PASSWORDS.first));
  knowTokens(
    await app.call('InitiateAuth', {
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken, SECRET_HASH: SecretHash },
    }),
  );
  const { AccessToken } = tokens;
  const change = { AccessToken, PreviousPassword: PASSWORDS.first, ProposedPassword: PASSWORDS.second };
  await refused('ChangePassword', { ...change, PreviousPassword: PASSWORDS.wrong });
  await app.call('ChangePassword', change);
  await knowCredentials('after ChangePassword');

  const srp = await world.srpStarted(Username, PASSWORDS.second);
  know('secret block', srp.ChallengeResponses.PASSWORD_CLAIM_SECRET_BLOCK);
  know('bytes of the secret block', Buffer.from(srp.ChallengeResponses.PASSWORD_CLAIM_SECRET_BLOCK!, 'base64'));
  know('SRP proof', srp.ChallengeResponses.PASSWORD_CLAIM_SIGNATURE);
  knowTokens(await app.call('RespondToAuthChallenge', srp));

  for (const which of ['registered', 'pending']) {
    const { SecretCode } = await app.call('AssociateSoftwareToken', { AccessToken });
    know(`${which} secret of the app`, SecretCode);
    know(`bytes of the ${which} secret of the app`, Buffer.from(Base32Secret.fromBase32(SecretCode).buffer));
    if (which === 'pending') break;
    const UserCode = codeOf(app, SecretCode);
    await app.call('VerifySoftwareToken', { AccessToken, UserCode, FriendlyDeviceName: 'a name of my own for it' });
  }

  await app.call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'email', Value: `x-${email}` }] });
  const verification = world.codeFor(`x-${email}`);
  know('verification code', verification);
  await app.call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: verification });
  await app.call('ForgotPassword', base);
  know('forgotten code', world.codeFor(`x-${email}`));
  await app.call('ForgotPassword', base);
  const ConfirmationCode = world.codeFor(`x-${email}`);
  know('code for a new password', ConfirmationCode);
  await refused('ConfirmForgotPassword', {
    ...base,
    ConfirmationCode: wrongCode(ConfirmationCode),
    Password: OTHER_PASSWORD,
  });
  await app.call('ConfirmForgotPassword', { ...base, ConfirmationCode, Password: PASSWORDS.third });
  await knowCredentials('after ConfirmForgotPassword');

  const rotated = knowTokens(await signIn(PASSWORDS.third, { ClientId: rotating.client.id, SECRET_HASH: undefined }));
  const refresh = { RefreshToken: rotated.RefreshToken, ClientId: rotating.client.id };
  const next = knowTokens(await app.call('GetTokensFromRefreshToken', refresh));
  await app.call('RevokeToken', { Token: next.RefreshToken, ClientId: rotating.client.id });
  await app.call('ForgotPassword', base);
  know('open code', world.codeFor(`x-${email}`));

  const own = await owner(await poolOn(app, WITH_PASSKEYS));
  const passkey = await own.add();
  know('credential id of a passkey', passkey.id);
  know('bytes of the credential id of a passkey', Buffer.from(passkey.id, 'base64url'));
  know('public key of a passkey', passkey.cose);
  know('bytes of the public key of a passkey', Buffer.from(passkey.cose, 'base64url'));
  const { challenge } = await own.start();
  know('challenge of a registration', challenge);
  know('bytes of the challenge of a registration', Buffer.from(challenge, 'base64url'));

  const invited = newName();
  const TemporaryPassword = PASSWORDS.temporary;
  await app.call('AdminCreateUser', { UserPoolId: pool.id, Username: invited.username, TemporaryPassword });
  const generated = newName();
  await app.call('AdminCreateUser', {
    UserPoolId: pool.id,
    Username: generated.username,
    UserAttributes: [{ Name: 'email', Value: generated.email }],
    DesiredDeliveryMediums: ['EMAIL'],
  });
  know('generated password', world.codeFor(generated.email));
  const asked = await newPasswordAsked(world);
  know('session', asked.session);
  know('bytes of the session', Buffer.from(asked.session, 'base64url'));
  await app.call('RespondToAuthChallenge', asked.answer(OTHER_PASSWORD));
  return secrets;
}

/** What the service itself keeps secret. */
async function keysOf({ app, pool }: World): Promise<readonly Secret[]> {
  const accessKey = newAccessKey(app.deps, { actions: ['*'], pools: ['*'] });
  await storeAccessKey(app.deps.records, accessKey);
  const purposes = ['signing', 'credentials', 'directory', 'sessions', 'admin'] as const;
  const dataKeys = await loadDataKeys(app.table, keyWrapper(MASTER_KEY, 'test key'), purposes);
  const signing = (await app.deps.records.within('signingKey', { poolId: pool.id })).values.flatMap((key): Secret[] => {
    const { kid } = key;
    const privateKey = openPrivateKey(app.deps.keys, key);
    const body = privateKey.replaceAll(/-----[^-]+-----|\s/g, '');
    const { n: _, e: __, kty: ___, ...parts } = createPrivateKey(privateKey).export({ format: 'jwk' });
    return [
      [`key ${kid}`, privateKey],
      [`body of the key ${kid}`, body],
      [`first line of the key ${kid}`, privateKey.split('\n')[5]!],
      [`bytes of the key ${kid}`, Buffer.from(body, 'base64')],
      ...Object.entries(parts).flatMap(([name, value]): Secret[] => [
        [`${name} of the key ${kid}`, String(value)],
        [`bytes of ${name} of the key ${kid}`, Buffer.from(String(value), 'base64url')],
      ]),
    ];
  });
  return [
    ['master key', MASTER_KEY],
    ...purposes.map((purpose): Secret => [`data key ${purpose}`, dataKeys[purpose]!.get(1)!]),
    ...signing,
    ['access key', accessKey.secret],
    ['bytes of the access key', Buffer.from(accessKey.secret, 'base64')],
    ['access key of the environment', TEST_KEY.secret],
  ];
}

describe('a dump of the table', () => {
  const app = testApp();
  let secrets: readonly Secret[];
  beforeAll(async () => {
    const world = await createWorld(app);
    secrets = [...(await life(world)), ...(await keysOf(world))];
  });

  it('shows none of the secrets, in no usual writing', async () => {
    const items = await allItems(app.table);
    const haystack = haystackOf(items);
    const shown = secrets.flatMap(([what, value]) => found(haystack, value).map((writing) => [what, writing]));
    expect(shown).toEqual([]);
    const writings = secrets.reduce((sum, [, value]) => sum + writingsOf(value).length, 0);
    console.log(`dump: ${items.length} items, ${secrets.length} secrets in ${writings} writings, none found`);
    // Neither an empty table nor an empty list would prove anything.
    expect(items.length).toBeGreaterThan(40);
    expect(secrets.length).toBeGreaterThan(100);
  });

  it.each([
    ['plain', (secret: string) => `"${secret}"`],
    ['in binary', (secret: string) => Buffer.from(`\u0000${secret}\u0001`)],
    ['in hex', (secret: string) => Buffer.from(secret).toString('hex').toUpperCase()],
    ['in base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['in base64, not at its beginning', (secret: string) => Buffer.from(`{"x":"${secret}"}`).toString('base64')],
    ['in base64 within binary', (secret: string) => Buffer.from(Buffer.from(`.${secret}.`).toString('base64url'))],
    ['in a URL', (secret: string) => `?x=${encodeURIComponent(secret)}&`],
  ])('would show one that stands there %s', async (_how, write) => {
    for (const [what, value] of secrets) {
      if (typeof value !== 'string') continue;
      const d = write(value);
      expect([what, found(haystackOf([{ pk: 'X', sk: '#', t: 'x', v: 1, d } as never]), value).length > 0]).toEqual([
        what,
        true,
      ]);
    }
  });

  it('would show one in the table itself', async () => {
    const Item = {
      pk: 'PLANTED',
      sk: '#',
      t: 'x',
      v: 1,
      d: Buffer.from(JSON.stringify({ password: PASSWORDS.third })),
    };
    await app.table.client.send(new PutCommand({ TableName: app.table.tableName, Item }));
    expect(found(haystackOf(await allItems(app.table)), PASSWORDS.third)).not.toEqual([]);
  });
});
