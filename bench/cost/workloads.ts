import type { OperationName } from '#infra/cost/measured.ts';
import type { FunctionName } from '#infra/functions.ts';
import { type SrpChallenge, srpClient } from '#test/srp-client.ts';
import type { Call, Service } from './service.ts';

const PASSWORD = 'Passw0rd!cost';
const WRONG_PASSWORD = `${PASSWORD}?`;
const PAGE = 60;

/** A pool whose users sign in with their e-mail address, which is the most common kind. */
export type Stage = {
  readonly service: Service;
  readonly poolId: string;
  readonly clientId: string;
  readonly nextEmail: () => string;
};

export type Workload = {
  readonly function: FunctionName;
  readonly status?: 400;
  /** Prepares one call, for a user of its own. */
  readonly prepare: (stage: Stage) => Promise<Call>;
};

export async function prepareStage(service: Service): Promise<Stage> {
  const { UserPool } = await service.ask('CreateUserPool', {
    PoolName: 'cost',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
  });
  const { Id: poolId } = UserPool as unknown as { Id: string };
  const { UserPoolClient } = await service.ask('CreateUserPoolClient', {
    UserPoolId: poolId,
    ClientName: 'cost',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { ClientId: clientId } = UserPoolClient as unknown as { ClientId: string };
  let next = 0;
  // All addresses have the same length, so that items have the same size.
  const nextEmail = () => `user${String(next++).padStart(6, '0')}@mail.example.com`;
  const stage = { service, poolId, clientId, nextEmail };
  for (let user = 0; user < PAGE; user++) await signUp(stage);
  return stage;
}

const signUpInput = ({ clientId }: Stage, email: string) => ({
  ClientId: clientId,
  Username: email,
  Password: PASSWORD,
  UserAttributes: [
    { Name: 'email', Value: email },
    { Name: 'name', Value: 'Ada Lovelace' },
  ],
});

async function signUp(stage: Stage): Promise<string> {
  const email = stage.nextEmail();
  await stage.service.ask('SignUp', signUpInput(stage, email));
  return email;
}

async function user(stage: Stage): Promise<string> {
  const email = await signUp(stage);
  const { service, clientId } = stage;
  await service.ask('ConfirmSignUp', { ClientId: clientId, Username: email, ConfirmationCode: service.code(email) });
  return email;
}

const passwordInput = ({ clientId }: Stage, email: string, password = PASSWORD) => ({
  AuthFlow: 'USER_PASSWORD_AUTH',
  ClientId: clientId,
  AuthParameters: { USERNAME: email, PASSWORD: password },
});

/** Creates a user with one failed password, which the next sign-in forgets. */
async function mistakenUser(stage: Stage): Promise<string> {
  const email = await user(stage);
  await stage.service.call('InitiateAuth', passwordInput(stage, email, WRONG_PASSWORD)).run();
  return email;
}

async function tokens(stage: Stage): Promise<{ readonly AccessToken: string; readonly RefreshToken: string }> {
  const answer = await stage.service.ask('InitiateAuth', passwordInput(stage, await user(stage)));
  return answer.AuthenticationResult as unknown as { AccessToken: string; RefreshToken: string };
}

const srpInput = ({ clientId }: Stage, email: string, srpA: string) => ({
  AuthFlow: 'USER_SRP_AUTH',
  ClientId: clientId,
  AuthParameters: { USERNAME: email, SRP_A: srpA },
});

async function srpAnswer(stage: Stage, email: string): Promise<Call> {
  const { service, clientId, poolId } = stage;
  const srp = srpClient();
  const { ChallengeParameters } = await service.ask('InitiateAuth', srpInput(stage, email, srp.srpA));
  return service.call('RespondToAuthChallenge', {
    ClientId: clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: srp.answer(poolId, PASSWORD, ChallengeParameters as unknown as SrpChallenge),
  });
}

/** The calls as they come in production. Each is for a user of its own, so that only the configuration is cached. */
export const WORKLOADS: Readonly<Record<OperationName, Workload>> = {
  SignUp: {
    function: 'sign-up',
    prepare: async (stage) => stage.service.call('SignUp', signUpInput(stage, stage.nextEmail())),
  },
  ConfirmSignUp: {
    function: 'sign-up',
    prepare: async (stage) => {
      const Username = await signUp(stage);
      const ConfirmationCode = stage.service.code(Username);
      return stage.service.call('ConfirmSignUp', { ClientId: stage.clientId, Username, ConfirmationCode });
    },
  },
  'InitiateAuth password': {
    function: 'sign-in',
    prepare: async (stage) => stage.service.call('InitiateAuth', passwordInput(stage, await user(stage))),
  },
  'InitiateAuth password after a wrong one': {
    function: 'sign-in',
    prepare: async (stage) => stage.service.call('InitiateAuth', passwordInput(stage, await mistakenUser(stage))),
  },
  'InitiateAuth wrong password': {
    function: 'sign-in',
    status: 400,
    prepare: async (stage) =>
      stage.service.call('InitiateAuth', passwordInput(stage, await user(stage), WRONG_PASSWORD)),
  },
  'InitiateAuth SRP': {
    function: 'sign-in',
    prepare: async (stage) => stage.service.call('InitiateAuth', srpInput(stage, await user(stage), srpClient().srpA)),
  },
  'RespondToAuthChallenge SRP': {
    function: 'sign-in',
    prepare: async (stage) => srpAnswer(stage, await user(stage)),
  },
  'RespondToAuthChallenge SRP after a wrong password': {
    function: 'sign-in',
    prepare: async (stage) => srpAnswer(stage, await mistakenUser(stage)),
  },
  'InitiateAuth refresh': {
    function: 'sign-in',
    prepare: async (stage) =>
      stage.service.call('InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: stage.clientId,
        AuthParameters: { REFRESH_TOKEN: (await tokens(stage)).RefreshToken },
      }),
  },
  GetUser: {
    function: 'account',
    prepare: async (stage) => stage.service.call('GetUser', { AccessToken: (await tokens(stage)).AccessToken }),
  },
  GlobalSignOut: {
    function: 'account',
    prepare: async (stage) => stage.service.call('GlobalSignOut', { AccessToken: (await tokens(stage)).AccessToken }),
  },
  ForgotPassword: {
    function: 'sign-up',
    prepare: async (stage) =>
      stage.service.call('ForgotPassword', { ClientId: stage.clientId, Username: await user(stage) }),
  },
  ConfirmForgotPassword: {
    function: 'sign-up',
    prepare: async (stage) => {
      const { service, clientId } = stage;
      const Username = await user(stage);
      await service.ask('ForgotPassword', { ClientId: clientId, Username });
      return service.call('ConfirmForgotPassword', {
        ClientId: clientId,
        Username,
        ConfirmationCode: service.code(Username),
        Password: `${PASSWORD}2`,
      });
    },
  },
  AdminGetUser: {
    function: 'users',
    prepare: async (stage) =>
      stage.service.call('AdminGetUser', { UserPoolId: stage.poolId, Username: await user(stage) }),
  },
  'ListUsers page of 60': {
    function: 'users',
    prepare: async ({ service, poolId }) => service.call('ListUsers', { UserPoolId: poolId, Limit: PAGE }),
  },
  JWKS: {
    function: 'hosted',
    prepare: async ({ service, poolId }) => service.get(`/${poolId}/.well-known/jwks.json`),
  },
  'jobs round': { function: 'jobs', prepare: async ({ service }) => service.jobsRound() },
};
