import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { modN, modPow, toInteger } from '#core/srp/modexp.ts';
import { MULTIPLIER, pad } from '#core/srp/srp.ts';
import { type Call, drive, type Measured, prepare, send } from './load.ts';
import type { Target } from './process.ts';

const PASSWORD = 'Passw0rd!bench';
const USERS = 40;

/** A pool with users who have a password, and an app client that allows every flow. */
export type Stage = {
  readonly target: Target;
  readonly poolId: string;
  readonly clientId: string;
  readonly users: readonly string[];
};

export async function prepareStage(target: Target, poolName: string): Promise<Stage> {
  const admin = (operation: string, input: unknown) => send(target, prepare(target, operation, input, true));
  const { UserPool } = await admin('CreateUserPool', { PoolName: poolName });
  const poolId: string = UserPool.Id;
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    UserPoolId: poolId,
    ClientName: 'bench',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const users = Array.from({ length: USERS }, (_, index) => `bench${index}`);
  for (const Username of users) {
    const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
    await admin('AdminCreateUser', { UserPoolId: poolId, Username, UserAttributes, MessageAction: 'SUPPRESS' });
    await admin('AdminSetUserPassword', { UserPoolId: poolId, Username, Password: PASSWORD, Permanent: true });
  }
  return { target, poolId, clientId: UserPoolClient.ClientId, users };
}

export type Workload = {
  readonly name: string;
  readonly run: (stage: Stage, count: number) => Promise<readonly Measured[]>;
  readonly steps: readonly string[];
};

const user = ({ users }: Stage, index: number): string => users[index % users.length]!;
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

const passwordCall = (stage: Stage, index: number): Call =>
  prepare(stage.target, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: stage.clientId,
    AuthParameters: { USERNAME: user(stage, index), PASSWORD },
  });

/** Returns the tokens of eight users, for operations that need tokens. */
async function someTokens(stage: Stage): Promise<readonly { AccessToken: string; RefreshToken: string }[]> {
  const { answers } = await drive(
    stage.target,
    times(8, (index) => passwordCall(stage, index)),
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
    const calls = times(count, (index) => {
      const AuthParameters = { REFRESH_TOKEN: tokens[index % tokens.length]!.RefreshToken };
      return prepare(stage.target, 'InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: stage.clientId,
        AuthParameters,
      });
    });
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

/** The client's half of SRP is computed outside of the measurement. */
export const srp: Workload = {
  name: 'srp',
  steps: ['InitiateAuth SRP', 'Respond PASSWORD_VERIFIER'],
  async run(stage, count) {
    const exchanges = Array.from({ length: count }, () => {
      const a = toInteger(randomBytes(32));
      return { a, A: modPow(2n, a) };
    });
    const first = await drive(
      stage.target,
      times(count, (index) =>
        prepare(stage.target, 'InitiateAuth', {
          AuthFlow: 'USER_SRP_AUTH',
          ClientId: stage.clientId,
          AuthParameters: { USERNAME: user(stage, index), SRP_A: exchanges[index]!.A.toString(16) },
        }),
      ),
    );
    const second = times(count, (index) =>
      prepare(stage.target, 'RespondToAuthChallenge', {
        ClientId: stage.clientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: proofOf(stage.poolId, exchanges[index]!, first.answers[index].ChallengeParameters),
      }),
    );
    return [first.measured, (await drive(stage.target, second)).measured];
  },
};

function proofOf(poolId: string, { a, A }: { a: bigint; A: bigint }, challenge: Readonly<Record<string, string>>) {
  const poolName = poolId.split('_')[1]!;
  const userId = challenge.USER_ID_FOR_SRP!;
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
    USERNAME: userId,
    PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: signature.update(TIMESTAMP).digest('base64'),
    TIMESTAMP,
  };
}
