import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { createServer } from 'node:http';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { newSalt, parsePublicValue, proof, serverEphemeral, sharedKey, verifier } from '#core/srp/srp.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import { cpuMs } from './process.ts';

/**
 * This server does the least that a Node process must do for correct responses: real argon2id, real RS256 signatures, and a
 * verified SRP proof, but no store, policy, checks or signatures on admin calls. The cost of the service is given as a
 * ratio to it.
 */
type User = {
  readonly name: string;
  readonly sub: string;
  readonly email: string;
  hash?: PasswordHash;
  salt?: string;
  v?: Buffer;
};
type Exchange = { readonly A: bigint; readonly B: bigint; readonly b: Buffer; readonly user: User };
type Body = Readonly<Record<string, never>>;

const POOL_ID = 'us-east-1_FloorPool';
const POOL_NAME = 'FloorPool';
const ISSUER = `http://localhost/${POOL_ID}`;
const MAX_EXCHANGES = 20_000;

const users = new Map<string, User>();
const byEmail = new Map<string, User>();
const refreshTokens = new Map<string, User>();
const exchanges = new Map<string, Exchange>();
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
  user.salt = newSalt(randomBytes);
  user.v = verifier({ poolName: POOL_NAME, userId: user.name, password, salt: user.salt });
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
  return {
    AuthenticationResult: { AccessToken, IdToken, RefreshToken, ExpiresIn: 3600, TokenType: 'Bearer' },
    ChallengeParameters: {},
  };
}

function beginSrp(user: User, srpA: string) {
  const b = randomBytes(32);
  const B = serverEphemeral({ v: user.v!, b });
  const SECRET_BLOCK = randomBytes(64).toString('base64');
  if (exchanges.size > MAX_EXCHANGES) exchanges.clear();
  exchanges.set(SECRET_BLOCK, { A: parsePublicValue(srpA)!, B, b, user });
  const parameters = {
    SALT: user.salt,
    SRP_B: B.toString(16),
    SECRET_BLOCK,
    USERNAME: user.name,
    USER_ID_FOR_SRP: user.name,
  };
  return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: parameters };
}

function endSrp(answers: Readonly<Record<string, string>>) {
  const block = answers.PASSWORD_CLAIM_SECRET_BLOCK!;
  const { user, ...exchange } = exchanges.get(block)!;
  const key = sharedKey({ ...exchange, v: user.v! })!;
  const expected = proof({
    key,
    poolName: POOL_NAME,
    userId: user.name,
    secretBlock: Buffer.from(block, 'base64'),
    timestamp: answers.TIMESTAMP!,
  });
  if (!timingSafeEqual(expected, Buffer.from(answers.PASSWORD_CLAIM_SIGNATURE!, 'base64'))) throw new Error('proof');
  return tokens(user, true);
}

// biome-ignore lint/suspicious/noExplicitAny: requests are trusted: only the load generator sends them
const operations: Readonly<Record<string, (input: any) => unknown>> = {
  CreateUserPool: () => ({ UserPool: { Id: POOL_ID } }),
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
    if (AuthFlow === 'USER_SRP_AUTH') return beginSrp(user, parameters.SRP_A);
    if (!(await hasher.verify(parameters.PASSWORD, user.hash))) throw new Error('password');
    return tokens(user, true);
  },
  RespondToAuthChallenge: (input) => endSrp(input.ChallengeResponses),
  GetUser: (input) => view(users.get(verified(input.AccessToken, publicKey).username)!),
  AdminGetUser: (input) => view(users.get(input.Username)!),
  ListUsers: ({ Filter, Limit = 60 }) => {
    const email = /^email = "(.*)"$/.exec(Filter ?? '')?.[1];
    const found = email === undefined ? [...users.values()].slice(0, Limit) : [byEmail.get(email)!];
    return { Users: found.map(view) };
  },
};

// Connections are kept as long as in the service. If one were closed while the other server is measured, the run would
// break.
const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', async () => {
    try {
      const operation = String(request.headers['x-amz-target']).split('.')[1]!;
      const output = JSON.stringify(await operations[operation]!(JSON.parse(Buffer.concat(parts).toString()) as Body));
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(output),
      });
      response.end(output);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', () => process.send?.({ serverCpuMs: cpuMs(), roundTrips: 0 }));
process.on('disconnect', () => process.exit());
