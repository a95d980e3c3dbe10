import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { SECRET_BYTES, secretText, stepOfCode } from '#core/mfa/totp.ts';
import {
  newSalt,
  parsePublicValue,
  proof,
  type SrpIdentity,
  serverEphemeral,
  sharedKey,
  verifier,
} from '#core/srp/srp.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import { cpuMs } from './process.ts';

/**
 * This server does the least that a Node process must do for correct responses: real argon2id, real RS256 signatures, and
 * verified SRP proofs, TOTPs and passkeys, but no store, policy, checks or signatures on admin calls. The cost of the
 * service is given as a ratio to it.
 */
type User = {
  readonly name: string;
  readonly sub: string;
  readonly email: string;
  hash?: PasswordHash;
  srp?: SrpSecret;
  device?: SrpSecret;
  softwareToken?: string;
  passkey?: KeyObject;
};
/** What SRP proves: the password of a user, or that of a device. */
type SrpSecret = SrpIdentity & { readonly salt: string; readonly v: Buffer };
/** What the answer to a challenge is judged by. */
type Asked = {
  readonly user: User;
  readonly exchange?: { readonly secret: SrpSecret; readonly A: bigint; readonly B: bigint; readonly b: Buffer };
  readonly challenge?: string;
};
type Body = Readonly<Record<string, never>>;

const POOL_ID = 'us-east-1_FloorPool';
const POOL_NAME = 'FloorPool';
const ISSUER = `http://localhost/${POOL_ID}`;
const MAX_ASKED = 20_000;

const users = new Map<string, User>();
const byEmail = new Map<string, User>();
const refreshTokens = new Map<string, User>();
const asked = new Map<string, Asked>();
const hasher = argon2Hasher();
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const header = encode({ kid: randomBytes(32).toString('base64'), alg: 'RS256' });

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwt(claims: object): string {
  const content = `${header}.${encode(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}

function verified(token: string, key: KeyObject): { readonly username: string } {
  const end = token.lastIndexOf('.');
  if (!verify('sha256', Buffer.from(token.slice(0, end)), key, Buffer.from(token.slice(end + 1), 'base64url'))) {
    throw new Error('signature');
  }
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

async function setPassword(user: User, password: string): Promise<void> {
  const identity = { poolName: POOL_NAME, userId: user.name, salt: newSalt(randomBytes) };
  user.srp = { ...identity, v: verifier({ ...identity, password }) };
  user.hash = await hasher.hash(password);
}

function addUser(name: string, attributes: readonly { Name: string; Value: string }[] = []): User {
  const email = attributes.find((one) => one.Name === 'email')?.Value ?? '';
  const user: User = { name, sub: randomUUID(), email };
  users.set(name, user);
  byEmail.set(email, user);
  return user;
}

function view(user: User) {
  const attributes = [
    { Name: 'sub', Value: user.sub },
    { Name: 'email', Value: user.email },
  ];
  return {
    Username: user.name,
    Attributes: attributes,
    UserCreateDate: 0,
    UserLastModifiedDate: 0,
    Enabled: true,
    UserStatus: 'CONFIRMED',
  };
}

function tokens(user: User, withRefreshToken: boolean) {
  const iat = Math.floor(Date.now() / 1000);
  const common = {
    sub: user.sub,
    iss: ISSUER,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: iat,
    exp: iat + 3600,
    iat,
    jti: randomUUID(),
  };
  const AccessToken = jwt({
    ...common,
    token_use: 'access',
    client_id: 'floor',
    scope: 'aws.cognito.signin.user.admin',
    username: user.name,
  });
  const IdToken = jwt({
    ...common,
    token_use: 'id',
    aud: 'floor',
    'cognito:username': user.name,
    email: user.email,
    email_verified: true,
  });
  const RefreshToken = withRefreshToken ? randomBytes(64).toString('base64url') : undefined;
  if (RefreshToken) refreshTokens.set(RefreshToken, user);
  // All tokens come with the offer of a device. Few workloads use it, and it costs next to nothing.
  const NewDeviceMetadata = { DeviceKey: user.sub, DeviceGroupKey: user.sub };
  return {
    AuthenticationResult: {
      AccessToken,
      IdToken,
      RefreshToken,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
      NewDeviceMetadata,
    },
    ChallengeParameters: {},
  };
}

type Answers = Readonly<Record<string, string>>;

/** Keeps what an answer is judged by under a random text, which serves as Session and as SECRET_BLOCK. */
function remember(what: Asked): string {
  if (asked.size > MAX_ASKED) asked.clear();
  const key = randomBytes(64).toString('base64');
  asked.set(key, what);
  return key;
}

/** Returns what was kept, and keeps it no longer. */
function recall(key: string): Asked {
  const what = asked.get(key)!;
  asked.delete(key);
  return what;
}

const ask = (ChallengeName: string, what: Asked, ChallengeParameters: object = {}) => ({
  ChallengeName,
  Session: remember(what),
  ChallengeParameters,
});

function beginSrp(ChallengeName: string, user: User, secret: SrpSecret, srpA: string) {
  const b = randomBytes(32);
  const B = serverEphemeral({ v: secret.v, b });
  const SECRET_BLOCK = remember({ user, exchange: { secret, A: parsePublicValue(srpA)!, B, b } });
  const parameters = {
    SALT: secret.salt,
    SRP_B: B.toString(16),
    SECRET_BLOCK,
    USERNAME: user.name,
    USER_ID_FOR_SRP: user.name,
  };
  return { ChallengeName, ChallengeParameters: parameters };
}

function endSrp(answers: Answers): User {
  const block = answers.PASSWORD_CLAIM_SECRET_BLOCK!;
  const { user, exchange } = recall(block);
  const { secret, ...publicValues } = exchange!;
  const expected = proof({
    ...secret,
    key: sharedKey({ ...publicValues, v: secret.v })!,
    secretBlock: Buffer.from(block, 'base64'),
    timestamp: answers.TIMESTAMP!,
  });
  if (!timingSafeEqual(expected, Buffer.from(answers.PASSWORD_CLAIM_SIGNATURE!, 'base64'))) throw new Error('proof');
  return user;
}

/** Returns what comes after the password: the proof of a device, which takes the place of TOTP, or TOTP, or tokens. */
function afterPassword(user: User, deviceKey?: string) {
  if (deviceKey) return ask('DEVICE_SRP_AUTH', { user });
  return user.softwareToken ? ask('SOFTWARE_TOKEN_MFA', { user }) : tokens(user, true);
}

function askForPasskey(user: User) {
  const challenge = randomBytes(32).toString('base64url');
  return ask('WEB_AUTHN', { user, challenge }, { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify({ challenge }) });
}

/** https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion */
function checkPasskey({ user, challenge }: Asked, credential: string): void {
  const { response } = JSON.parse(credential);
  const [data, clientData, signature] = [response.authenticatorData, response.clientDataJSON, response.signature].map(
    (text: string) => Buffer.from(text, 'base64url'),
  ) as [Buffer, Buffer, Buffer];
  if (JSON.parse(clientData.toString()).challenge !== challenge) throw new Error('challenge');
  const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
  if (!verify('sha256', signed, user.passkey!, signature)) throw new Error('signature');
}

const answered: Readonly<Record<string, (answers: Answers, session: string) => unknown>> = {
  PASSWORD_VERIFIER: (answers) => afterPassword(endSrp(answers), answers.DEVICE_KEY),
  DEVICE_SRP_AUTH: ({ SRP_A }, session) => {
    const { user } = recall(session);
    return beginSrp('DEVICE_PASSWORD_VERIFIER', user, user.device!, SRP_A!);
  },
  DEVICE_PASSWORD_VERIFIER: (answers) => tokens(endSrp(answers), true),
  SOFTWARE_TOKEN_MFA: ({ SOFTWARE_TOKEN_MFA_CODE: code }, session) => {
    const { user } = recall(session);
    if (stepOfCode(user.softwareToken!, code!, Date.now()) === undefined) throw new Error('code');
    return tokens(user, true);
  },
  WEB_AUTHN: ({ CREDENTIAL }, session) => {
    const what = recall(session);
    checkPasskey(what, CREDENTIAL!);
    return tokens(what.user, true);
  },
};

const owner = (accessToken: string): User => users.get(verified(accessToken, publicKey).username)!;

// biome-ignore lint/suspicious/noExplicitAny: requests are trusted: only the load generator sends them
const operations: Readonly<Record<string, (input: any) => unknown>> = {
  CreateUserPoolDomain: () => ({}),
  CreateResourceServer: () => ({}),
  CreateUserPool: () => ({ UserPool: { Id: POOL_ID } }),
  SetUserPoolMfaConfig: () => ({}),
  CreateUserPoolClient: () => ({ UserPoolClient: { ClientId: 'floor' } }),
  AdminCreateUser: (input) => ({ User: view(addUser(input.Username, input.UserAttributes)) }),
  AdminSetUserPassword: async (input) => {
    await setPassword(users.get(input.Username)!, input.Password);
    return {};
  },
  SignUp: async (input) => {
    const user = addUser(input.Username, input.UserAttributes);
    await setPassword(user, input.Password);
    return { UserConfirmed: false, UserSub: user.sub };
  },
  InitiateAuth: async ({ AuthFlow, AuthParameters: parameters }) => {
    if (AuthFlow === 'REFRESH_TOKEN_AUTH') return tokens(refreshTokens.get(parameters.REFRESH_TOKEN)!, false);
    const user = users.get(parameters.USERNAME)!;
    if (AuthFlow === 'USER_SRP_AUTH') return beginSrp('PASSWORD_VERIFIER', user, user.srp!, parameters.SRP_A);
    if (AuthFlow === 'USER_AUTH') return askForPasskey(user);
    if (!(await hasher.verify(parameters.PASSWORD, user.hash))) throw new Error('password');
    return afterPassword(user);
  },
  RespondToAuthChallenge: (input) => answered[input.ChallengeName]!(input.ChallengeResponses, input.Session),
  AssociateSoftwareToken: (input) => {
    const SecretCode = secretText(randomBytes(SECRET_BYTES));
    owner(input.AccessToken).softwareToken = SecretCode;
    return { SecretCode };
  },
  VerifySoftwareToken: () => ({}),
  SetUserMFAPreference: () => ({}),
  ConfirmDevice: ({ AccessToken, DeviceKey, DeviceSecretVerifierConfig: given }) => {
    const salt = Buffer.from(given.Salt, 'base64').toString('hex');
    const v = Buffer.from(given.PasswordVerifier, 'base64');
    owner(AccessToken).device = { poolName: DeviceKey, userId: DeviceKey, salt, v };
    return {};
  },
  StartWebAuthnRegistration: () => ({
    CredentialCreationOptions: { challenge: randomBytes(32).toString('base64url') },
  }),
  CompleteWebAuthnRegistration: ({ AccessToken, Credential }) => {
    const key = Buffer.from(Credential.response.publicKey, 'base64url');
    owner(AccessToken).passkey = createPublicKey({ key, format: 'der', type: 'spki' });
    return {};
  },
  GetUser: (input) => view(owner(input.AccessToken)),
  AdminGetUser: (input) => view(users.get(input.Username)!),
  ListUsers: ({ Filter, Limit = 60 }) => {
    const email = /^email = "(.*)"$/.exec(Filter ?? '')?.[1];
    const found = email === undefined ? [...users.values()].slice(0, Limit) : [byEmail.get(email)!];
    return { Users: found.map(view) };
  },
};

/** The users of codes, with their PKCE challenges. */
const codes = new Map<string, { readonly user: User; readonly challenge: string }>();

type Page = (request: URL, form: URLSearchParams) => Promise<readonly [status: number, headers: object, body: string]>;

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

const pages: Readonly<Record<string, Page>> = {
  'GET /d/bench/login': async () => {
    const csrf = randomBytes(32).toString('base64url');
    const form = `<form method="post"><input type="hidden" name="_csrf" value="${csrf}"><input name="username"><input name="password"></form>`;
    return [200, { 'content-type': 'text/html', 'set-cookie': `XSRF-TOKEN=${csrf}` }, form];
  },
  'POST /d/bench/login': async ({ searchParams }, form) => {
    const user = users.get(form.get('username')!)!;
    if (!(await hasher.verify(form.get('password')!, user.hash))) throw new Error('password');
    const code = randomBytes(32).toString('base64url');
    codes.set(code, { user, challenge: searchParams.get('code_challenge')! });
    return [302, { location: `${searchParams.get('redirect_uri')}?code=${code}` }, ''];
  },
  'POST /d/bench/oauth2/token': async (_, form) => {
    const answer = form.get('grant_type') === 'client_credentials' ? machineToken() : redeem(form);
    return [200, JSON_TYPE, JSON.stringify(answer)];
  },
};

function machineToken() {
  const iat = Math.floor(Date.now() / 1000);
  const access_token = jwt({
    sub: 'floor',
    token_use: 'access',
    scope: 'api/read',
    auth_time: iat,
    iss: ISSUER,
    exp: iat + 3600,
    iat,
    version: 2,
    jti: randomUUID(),
    client_id: 'floor',
  });
  return { access_token, expires_in: 3600, token_type: 'Bearer' };
}

function redeem(form: URLSearchParams) {
  const code = form.get('code')!;
  const { user, challenge } = codes.get(code)!;
  codes.delete(code);
  if (createHash('sha256').update(form.get('code_verifier')!).digest('base64url') !== challenge)
    throw new Error('PKCE');
  const { AuthenticationResult: all } = tokens(user, true);
  return { id_token: all.IdToken, access_token: all.AccessToken, refresh_token: all.RefreshToken, expires_in: 3600 };
}

async function operate(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).split('.')[1]!;
  const output = JSON.stringify(await operations[operation]!(JSON.parse(body) as Body));
  respond(response, 200, { 'content-type': 'application/x-amz-json-1.1' }, output);
}

function respond(response: ServerResponse, status: number, headers: object, body: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

// Connections are kept as long as in the service. If one were closed while the other server is measured, the run would
// break.
const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', async () => {
    try {
      const body = Buffer.concat(parts).toString();
      if (request.url === '/') return await operate(request, body, response);
      const url = new URL(request.url ?? '', 'http://floor');
      respond(response, ...(await pages[`${request.method} ${url.pathname}`]!(url, new URLSearchParams(body))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', () => process.send?.({ serverCpuMs: cpuMs(), roundTrips: 0 }));
process.on('disconnect', () => process.exit());
