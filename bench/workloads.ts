import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { modN, modPow, toInteger } from '#core/srp/modexp.ts';
import { MULTIPLIER, pad, type SrpIdentity } from '#core/srp/srp.ts';
import { type Answer, type Call, drive, type Measured, prepare, send } from './load.ts';
import type { Target } from './process.ts';

export const PASSWORD = 'Passw0rd!bench';
const USERS = 40;

/** A pool with users who have a password, and an app client that allows every flow of the workloads. */
export type Stage = {
  readonly target: Target;
  readonly poolId: string;
  readonly clientId: string;
  readonly users: readonly string[];
};

/** Prepares a stage in a new pool. `settings` are members of CreateUserPool, and `mfa` those of SetUserPoolMfaConfig. */
export async function prepareStage(
  target: Target,
  PoolName: string,
  { settings, mfa }: { readonly settings?: object; readonly mfa?: object } = {},
): Promise<Stage> {
  const admin = (operation: string, input: unknown) => send(target, prepare(target, operation, input, true));
  const { UserPool } = await admin('CreateUserPool', { PoolName, ...settings });
  const poolId: string = UserPool.Id;
  if (mfa) await admin('SetUserPoolMfaConfig', { UserPoolId: poolId, ...mfa });
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    UserPoolId: poolId,
    ClientName: 'bench',
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
  });
  return withUsers({ target, poolId, clientId: UserPoolClient.ClientId, users: [] }, USERS);
}

/** Returns the stage with so many new users in place of those that it has. */
export async function withUsers(stage: Stage, count: number): Promise<Stage> {
  const { target, poolId } = stage;
  const users = Array.from({ length: count }, () => `u${randomUUID()}`);
  const admin = (operation: string, inputOf: (Username: string) => object) =>
    drive(
      target,
      users.map((Username) => prepare(target, operation, { UserPoolId: poolId, Username, ...inputOf(Username) }, true)),
    );
  await admin('AdminCreateUser', (name) => ({
    UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    MessageAction: 'SUPPRESS',
  }));
  await admin('AdminSetUserPassword', () => ({ Password: PASSWORD, Permanent: true }));
  return { ...stage, users };
}

export type Workload = {
  readonly name: string;
  readonly run: (stage: Stage, count: number) => Promise<readonly Measured[]>;
  readonly steps: readonly string[];
};

export const user = ({ users }: Stage, index: number): string => users[index % users.length]!;
const times = (count: number, call: (index: number) => Call): Call[] =>
  Array.from({ length: count }, (_, index) => call(index));

function simple(name: string, call: (stage: Stage, index: number) => Call): Workload {
  return {
    name,
    steps: [name],
    run: async (stage, count) => [
      (
        await drive(
          stage.target,
          times(count, (index) => call(stage, index)),
        )
      ).measured,
    ],
  };
}

/**
 * Drives the steps of a flow one after another. A step makes its calls from the responses to the step before, so that
 * what a client computes is outside of the measurement.
 */
export async function driveSteps(
  { target }: Stage,
  count: number,
  steps: readonly ((index: number, answer: Answer) => Call)[],
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  let answers: readonly Answer[] = [];
  for (const step of steps) {
    const driven = await drive(
      target,
      times(count, (index) => step(index, answers[index])),
    );
    measured.push(driven.measured);
    answers = driven.answers;
  }
  return measured;
}

export const initiate = ({ target, clientId }: Stage, AuthFlow: string, AuthParameters: object): Call =>
  prepare(target, 'InitiateAuth', { AuthFlow, ClientId: clientId, AuthParameters });

export const respond = (
  { target, clientId }: Stage,
  ChallengeName: string,
  ChallengeResponses: object,
  Session?: string,
): Call =>
  prepare(target, 'RespondToAuthChallenge', { ClientId: clientId, ChallengeName, ChallengeResponses, Session });

export const passwordCall = (stage: Stage, index: number): Call =>
  initiate(stage, 'USER_PASSWORD_AUTH', { USERNAME: user(stage, index), PASSWORD });

type Tokens = Readonly<Record<'AccessToken' | 'RefreshToken', string>> & {
  readonly NewDeviceMetadata?: Readonly<Record<'DeviceKey' | 'DeviceGroupKey', string>>;
};

/** Returns the tokens of eight users, or of so many, for operations that need tokens. */
export async function someTokens(stage: Stage, count = 8): Promise<readonly Tokens[]> {
  const { answers } = await drive(
    stage.target,
    times(count, (index) => passwordCall(stage, index)),
  );
  return answers.map(({ AuthenticationResult }) => AuthenticationResult);
}

export const signUp = simple('SignUp', ({ target, clientId }) => {
  const Username = `u${randomUUID()}`;
  const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
  return prepare(target, 'SignUp', { ClientId: clientId, Username, Password: PASSWORD, UserAttributes });
});

export const password = simple('InitiateAuth password', passwordCall);

export const adminGetUser = simple('AdminGetUser', (stage, index) =>
  prepare(stage.target, 'AdminGetUser', { UserPoolId: stage.poolId, Username: user(stage, index) }, true),
);

export const listByEmail = simple('ListUsers by e-mail', (stage, index) => {
  const Filter = `email = "${user(stage, index)}@example.com"`;
  return prepare(stage.target, 'ListUsers', { UserPoolId: stage.poolId, Filter }, true);
});

export const listPage = simple('ListUsers page of 60', ({ target, poolId }) =>
  prepare(target, 'ListUsers', { UserPoolId: poolId, Limit: 60 }, true),
);

export const refresh: Workload = {
  name: 'refresh',
  steps: ['InitiateAuth refresh'],
  async run(stage, count) {
    const tokens = await someTokens(stage);
    const calls = times(count, (index) =>
      initiate(stage, 'REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens[index % tokens.length]!.RefreshToken }),
    );
    return [(await drive(stage.target, calls)).measured];
  },
};

export const getUser: Workload = {
  name: 'GetUser',
  steps: ['GetUser'],
  async run(stage, count) {
    const tokens = await someTokens(stage);
    const calls = times(count, (index) =>
      prepare(stage.target, 'GetUser', { AccessToken: tokens[index % tokens.length]!.AccessToken }),
    );
    return [(await drive(stage.target, calls)).measured];
  },
};

export const srp: Workload = {
  name: 'srp',
  steps: ['InitiateAuth SRP', 'Respond PASSWORD_VERIFIER'],
  run: (stage, count) => driveSteps(stage, count, srpSteps(stage, count)),
};

/** The two steps of USER_SRP_AUTH. `more` gives further parameters of both. */
export function srpSteps(stage: Stage, count: number, more: (index: number) => object = () => ({})) {
  const exchanges = newExchanges(count);
  const poolName = stage.poolId.split('_')[1]!;
  return [
    (index: number) =>
      initiate(stage, 'USER_SRP_AUTH', {
        USERNAME: user(stage, index),
        SRP_A: exchanges[index]!.A.toString(16),
        ...more(index),
      }),
    (index: number, { ChallengeParameters, Session }: Answer) => {
      const USERNAME = ChallengeParameters.USER_ID_FOR_SRP;
      const proof = prove(exchanges[index]!, ChallengeParameters, { poolName, userId: USERNAME });
      return respond(stage, 'PASSWORD_VERIFIER', { USERNAME, ...proof, ...more(index) }, Session);
    },
  ];
}

type Exchange = { readonly a: bigint; readonly A: bigint };

/** Makes the client's half of SRP exchanges. */
export const newExchanges = (count: number): readonly Exchange[] =>
  Array.from({ length: count }, () => {
    const a = toInteger(randomBytes(32));
    return { a, A: modPow(2n, a) };
  });

/** Returns the responses that prove the password, which is the same for users and devices. */
export function prove(
  { a, A }: Exchange,
  challenge: Readonly<Record<string, string>>,
  { poolName, userId }: SrpIdentity,
) {
  const B = BigInt(`0x${challenge.SRP_B}`);
  const hash = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const u = toInteger(hash(pad(A), pad(B)));
  const inner = hash(Buffer.from(`${poolName}${userId}:${PASSWORD}`));
  const x = toInteger(hash(pad(BigInt(`0x${challenge.SALT}`)), inner));
  const S = modPow(modN(B - MULTIPLIER * modPow(2n, x)), a + u * x);
  const secret = createHmac('sha256', pad(u)).update(pad(S)).digest();
  const key = createHmac('sha256', secret).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
  const TIMESTAMP = 'Sun Mar 1 12:00:00 UTC 2026';
  const signature = createHmac('sha256', key)
    .update(poolName + userId)
    .update(Buffer.from(challenge.SECRET_BLOCK!, 'base64'));
  return {
    PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: signature.update(TIMESTAMP).digest('base64'),
    TIMESTAMP,
  };
}
