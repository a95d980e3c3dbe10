import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTableClient } from '#adapters/dynamo/client.ts';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { FUNCTION_NAMES, type FunctionName } from '#infra/functions.ts';
import { runCli } from '#test/cli.ts';
import { type Deployment, REGION, type Remains, startDeployment } from '#test/deployment.ts';
import { isAllowedBy, resolved, statementsOf } from '#test/iam.ts';
import { type OperatorAws, STACK, stackOutputs, startOperatorAws } from '#test/operator-aws.ts';
import { newTable, storeEndpoint } from '#test/store.ts';
import { only, serving, synthesised } from './synthesised.ts';

const PASSWORD = 'Passw0rd!example';
const USERNAME = 'ada';

type Tokens = Readonly<Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>>;
/** What a person and an app have kept from before. */
type Before = Tokens & { readonly UserPoolId: string; readonly ClientId: string; readonly issuer: string };

/** docs/deploy.md, "The way back": each into the template's functions and rights, as far as one machine can tell. */
describe('after the stack is deleted', () => {
  let left: Remains;
  let before: Before;
  beforeAll(async () => {
    const deployment = await startDeployment({ judge: () => true, whenCalled: true });
    left = deployment.remains;
    before = await live(deployment);
    await deployment.close();
  });

  let deployment: Deployment | undefined;
  let aws: OperatorAws | undefined;
  afterEach(() => deployment?.close());
  afterAll(() => aws?.close());

  /** A deployment of the template that these settings make, on a table that is there already. */
  async function deploy(remains: Remains, settings: Pick<OwnpoolProps, 'keyArn'>): Promise<Deployment> {
    const { tableName: restoredTable, region } = remains;
    const stack = synthesised({ restoredTable, allowForeignIssuers: true, ...settings }, { region });
    const lambdas = stack.of('AWS::Lambda::Function');
    const lambdaOf = (name: FunctionName) =>
      lambdas.find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!;
    const rights = new Map<string, ReturnType<typeof statementsOf>>(
      FUNCTION_NAMES.map((name) => [name, statementsOf(stack, lambdaOf(name).id)]),
    );
    for (const { Properties } of serving(stack)) {
      expect(Properties.Environment.Variables.OWNPOOL_TABLE).toBe(remains.tableName);
      if (settings.keyArn) expect(Properties.Environment.Variables.OWNPOOL_KEY_ARN).toBe(remains.keyArn);
    }
    deployment = await startDeployment({
      remains,
      judge: (caller, request) => isAllowedBy(rights.get(caller) ?? [], request),
      arns: {
        table: `arn:aws:dynamodb:${region}:AWS::AccountId:table/${restoredTable}`,
        key: String(resolved(settings.keyArn ?? { 'Fn::GetAtt': [only(stack, 'AWS::KMS::Key').id, 'Arn'] })),
        messages: `arn:of:${lambdaOf('messages').id}.Arn`,
        jobs: `arn:of:${lambdaOf('jobs').id}.Arn`,
      },
    });
    return deployment;
  }

  /** Everything is as it was for who knew the old deployment, but for the host that issuers name. */
  async function isBack(now: Deployment, { region }: Remains): Promise<void> {
    const { UserPoolId, ClientId, AccessToken, RefreshToken, issuer } = before;
    const api = apiOf(now, region);
    expect((await api.send(new AdminGetUserCommand({ UserPoolId, Username: USERNAME }))).UserStatus).toBe('CONFIRMED');
    expect((await api.send(new GetUserCommand({ AccessToken }))).Username).toBe(USERNAME);
    const refreshed = await api.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    );
    expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined();

    const tokens = await signIn(now, region, ClientId);
    const keys = createRemoteJWKSet(new URL(`${now.endpoint}/${UserPoolId}/.well-known/jwks.json`));
    for (const token of [before.IdToken, tokens.IdToken]) await jwtVerify(token, keys, { issuer });
    const discovery = await fetch(`${now.endpoint}/${UserPoolId}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer });
    expect(new URL(issuer).origin).not.toBe(now.endpoint);
    expect(now.aws.refused).toEqual([]);
  }

  it('another one takes over its table with its key', async () => {
    const remains = { ...left, tableName: await restored(left.tableName) };
    await isBack(await deploy(remains, { keyArn: left.keyArn }), remains);
  });

  it('another account opens a copy once the data keys are wrapped with its own key, and needs the old one no more', async () => {
    const keyArn = `arn:aws:kms:${REGION}:444455556666:key/mrk-new`;
    const own = Buffer.alloc(32, 4);
    const kmsKeys = new Map([...left.kmsKeys, [keyArn, own]]);
    const remains = { ...left, tableName: await restored(left.tableName), keyArn, kmsKeys };
    const now = await deploy(remains, {});
    await expect(signIn(now, REGION, before.ClientId)).rejects.toMatchObject({ name: 'InternalErrorException' });
    expect(now.lambdas['sign-in'].lines().at(-1)).toContain(`was not wrapped by ${keyArn}`);

    aws = await startOperatorAws({ region: REGION, store: storeEndpoint(), kmsKeys });
    aws.describe(stackOutputs({ table: remains.tableName, key: keyArn }, { OwnpoolEndpoint: now.endpoint }));
    const args = ['rewrap', '--stack', STACK, '--from-key', left.keyArn];
    expect(await runCli('keyring.ts', args, aws.environment)).toMatchObject({ code: 0, stderr: '' });
    // Each function that could not open its keys tries again only once a second.
    await vi.waitFor(() => isBack(now, remains), { timeout: 15_000 });

    await now.close();
    const alone = { ...remains, kmsKeys: new Map([[keyArn, own]]) };
    await isBack(await deploy(alone, {}), alone);
  });

  it('another Region opens a copy with the replica of the key, and asks for signatures of its own', async () => {
    const region = 'eu-west-1';
    const keyArn = left.keyArn.replace(REGION, region);
    const kmsKeys = new Map([[keyArn, left.kmsKeys.get(left.keyArn)!]]);
    const remains = { ...left, tableName: await restored(left.tableName), region, keyArn, kmsKeys };
    const now = await deploy(remains, { keyArn });
    await isBack(now, remains);
    const create = new CreateUserPoolCommand({ PoolName: 'after' });
    await expect(apiOf(now, REGION).send(create)).rejects.toThrow(`This endpoint expects '${region}'`);
    expect(before.UserPoolId).toMatch(/^us-east-1_/);
    expect((await apiOf(now, region).send(create)).UserPool?.Id).toMatch(/^eu-west-1_/);
  });
});

function apiOf({ endpoint, accessKey }: Deployment, region: string): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({ endpoint, region, credentials: accessKey, maxAttempts: 1 });
}

async function live(deployment: Deployment): Promise<Before> {
  const api = apiOf(deployment, REGION);
  const { UserPool } = await api.send(new CreateUserPoolCommand({ PoolName: 'before' }));
  const UserPoolId = UserPool!.Id!;
  const { UserPoolClient } = await api.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  const ClientId = UserPoolClient!.ClientId!;
  await api.send(new SignUpCommand({ ClientId, Username: USERNAME, Password: PASSWORD }));
  await api.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: USERNAME }));
  const tokens = await signIn(deployment, REGION, ClientId);
  return { ...tokens, UserPoolId, ClientId, issuer: decodeJwt(tokens.IdToken).iss! };
}

async function signIn(deployment: Deployment, region: string, ClientId: string): Promise<Tokens> {
  const { AuthenticationResult } = await apiOf(deployment, region).send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  return AuthenticationResult as Tokens;
}

/** A table with another name and the same items, as DynamoDB's restoration and its import make one. */
async function restored(tableName: string): Promise<string> {
  const options = { endpoint: storeEndpoint(), region: REGION };
  const source = createTableClient({ tableName, ...options });
  const target = await newTable(REGION);
  const { Items = [], LastEvaluatedKey } = await source.client.send(new ScanCommand({ TableName: tableName }));
  if (LastEvaluatedKey || Items.length === 0) throw new Error('The table is not copied whole.');
  for (const Item of Items) await target.client.send(new PutCommand({ TableName: target.tableName, Item }));
  for (const { client } of [source, target]) client.destroy();
  return target.tableName;
}
