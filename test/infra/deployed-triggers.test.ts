import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName } from '#infra/functions.ts';
import { type Deployment, REGION, startDeployment } from '#test/deployment.ts';
import type { Ran } from '#test/fake-aws.ts';
import { isAllowedBy, type Statement, statementsOf } from '#test/iam.ts';
import { node24 } from '#test/node24.ts';
import { only, synthesised } from './synthesised.ts';

const PASSWORD = 'Passw0rd!example';
const arn = (name: string) => `arn:aws:lambda:${REGION}:111122223333:function:${name}`;
const IDENTITY = `arn:aws:ses:${REGION}:111122223333:identity/id.example.com`;
const SENDER_KEY = `arn:aws:kms:${REGION}:111122223333:key/senders`;

// biome-ignore lint/suspicious/noExplicitAny: an event has the members of its trigger.
type Event = any;
type Output = Readonly<Record<string, Event>>;

const returned = (value: unknown): Ran => ({ payload: JSON.stringify(value) });

/** What each function of a pool does with its event. Those that are not here return it as it is. */
const HANDLERS: Readonly<Record<string, (event: Event) => Ran | Promise<Ran>>> = {
  define(event) {
    const [last] = event.request.session;
    event.response = { issueTokens: last?.challengeResult === true, failAuthentication: false };
    if (!last) event.response.challengeName = 'CUSTOM_CHALLENGE';
    return returned(event);
  },
  create(event) {
    event.response = { publicChallengeParameters: { ask: 'colour' }, privateChallengeParameters: { answer: 'blue' } };
    return returned(event);
  },
  verify(event) {
    event.response.answerCorrect = event.request.challengeAnswer === event.request.privateChallengeParameters.answer;
    return returned(event);
  },
  tokens(event) {
    const accessTokenGeneration = { claimsToAddOrOverride: { tenant: 'acme' } };
    event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration };
    return returned(event);
  },
  migration(event) {
    event.response = { userAttributes: { email: 'old@example.com' }, finalUserStatus: 'CONFIRMED' };
    return returned(event);
  },
  message(event) {
    event.response.emailMessage = `Salut, ${event.request.codeParameter}`;
    return returned(event);
  },
  throwing: () => ({ thrown: { errorType: 'Error', errorMessage: 'Not you' } }),
  hanging: () => new Promise<Ran>(() => {}),
  text: () => ({ payload: 'not JSON' }),
  null: () => returned(null),
  'somebody-else': (event) => returned({ ...event, userName: 'eve' }),
};

const POOL_FUNCTIONS = {
  PreSignUp: 'pre-sign-up',
  PostConfirmation: 'post-confirmation',
  PreAuthentication: 'pre-authentication',
  PostAuthentication: 'post-authentication',
  DefineAuthChallenge: 'define',
  CreateAuthChallenge: 'create',
  VerifyAuthChallengeResponse: 'verify',
  UserMigration: 'migration',
  CustomMessage: 'message',
};
const LISTED = [...Object.values(POOL_FUNCTIONS), ...Object.keys(HANDLERS), 'email-sender', 'sms-sender', 'gone'];

const stack = synthesised({ triggerFunctions: [...new Set(LISTED)].map(arn), triggerKeys: [SENDER_KEY] });
const lambdaOf = (name: FunctionName) =>
  stack.of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!;
const rights = new Map<string, readonly Statement[]>(
  (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [name, statementsOf(stack, lambdaOf(name).id)]),
);
// The role of a function that sends messages (docs/custom-senders.md).
rights.set('sender', [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: SENDER_KEY }]);

describe.each([
  ['Node 20', () => process.execPath],
  ['Node 24', node24],
])('the functions of pools, called by the bundles under %s', (_, node) => {
  let deployment: Deployment;
  let client: sdk.CognitoIdentityProviderClient;
  const asked: Event[] = [];

  beforeAll(async () => {
    deployment = await startDeployment({
      node: node(),
      judge: (caller, request) => isAllowedBy(rights.get(caller) ?? [], request),
      arns: {
        table: `arn:of:${only(stack, 'AWS::DynamoDB::GlobalTable').id}.Arn`,
        key: `arn:of:${only(stack, 'AWS::KMS::Key').id}.Arn`,
        messages: `arn:of:${lambdaOf('messages').id}.Arn`,
        jobs: `arn:of:${lambdaOf('jobs').id}.Arn`,
      },
      account: {
        kmsKeys: new Map([[SENDER_KEY, Buffer.alloc(32, 3)]]),
        run(functionArn, event) {
          const name = functionArn.split(':').at(-1)!;
          if (!functionArn.startsWith(arn('')) || name === 'gone') return undefined;
          asked.push(event);
          return Promise.resolve(HANDLERS[name]?.(event) ?? returned(event));
        },
      },
      whenCalled: true,
    });
    const { endpoint, accessKey: credentials } = deployment;
    client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, region: REGION, maxAttempts: 1 });
  });
  afterAll(() => deployment?.close());

  /** A pool with an app client, and calls of the client's operations. */
  async function poolWith(LambdaConfig: sdk.LambdaConfigType, AutoVerifiedAttributes: sdk.VerifiedAttributeType[]) {
    const { UserPool } = await client.send(
      new sdk.CreateUserPoolCommand({
        PoolName: 'triggers',
        AutoVerifiedAttributes,
        LambdaConfig,
        // Functions write e-mails only for pools with a sender of their own.
        EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', SourceArn: IDENTITY },
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms' },
      }),
    );
    const UserPoolId = UserPool!.Id!;
    const { UserPoolClient } = await client.send(
      new sdk.CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
      }),
    );
    const ClientId = UserPoolClient!.ClientId!;
    return {
      ClientId,
      signUp: (Username: string, attributes: Readonly<Record<string, string>>) => {
        const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
        return client.send(new sdk.SignUpCommand({ ClientId, Username, Password: PASSWORD, UserAttributes }));
      },
      confirm: (Username: string, ConfirmationCode: string) =>
        client.send(new sdk.ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode })),
      signIn: (AuthFlow: sdk.AuthFlowType, AuthParameters: Record<string, string>) =>
        client.send(new sdk.InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters })),
    };
  }

  const claimsOf = (tokens: sdk.AuthenticationResultType | undefined): Output =>
    JSON.parse(Buffer.from(tokens!.AccessToken!.split('.')[1]!, 'base64url').toString());

  it('are each asked at their step, and what they answer takes effect', async () => {
    const named = Object.entries(POOL_FUNCTIONS).map(([member, name]) => [member, arn(name)]);
    const PreTokenGenerationConfig = { LambdaVersion: 'V2_0', LambdaArn: arn('tokens') } as const;
    const app = await poolWith({ ...Object.fromEntries(named), PreTokenGenerationConfig }, ['email']);
    asked.length = 0;
    await app.signUp('ada', { email: 'ada@example.com' });
    const mail = deployment.aws.mails.findLast(({ to }) => to === 'ada@example.com');
    expect(mail?.text).toMatch(/^Salut, \d{6}$/);
    await app.confirm('ada', mail!.text.slice(-6));
    const password = await app.signIn('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD });
    expect(claimsOf(password.AuthenticationResult)).toMatchObject({ username: 'ada', tenant: 'acme' });

    const challenge = await app.signIn('CUSTOM_AUTH', { USERNAME: 'ada' });
    expect(challenge).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { ask: 'colour', USERNAME: 'ada' },
    });
    const answered = await client.send(
      new sdk.RespondToAuthChallengeCommand({
        ClientId: app.ClientId,
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'ada', ANSWER: 'blue' },
      }),
    );
    expect(claimsOf(answered.AuthenticationResult)).toMatchObject({ username: 'ada', tenant: 'acme' });

    const migrated = await app.signIn('USER_PASSWORD_AUTH', { USERNAME: 'old', PASSWORD });
    expect(claimsOf(migrated.AuthenticationResult)).toMatchObject({ username: 'old' });

    expect(asked.map(({ triggerSource }) => triggerSource)).toEqual([
      'PreSignUp_SignUp',
      'CustomMessage_SignUp',
      'PostConfirmation_ConfirmSignUp',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
      'DefineAuthChallenge_Authentication',
      'CreateAuthChallenge_Authentication',
      'VerifyAuthChallengeResponse_Authentication',
      'DefineAuthChallenge_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
      'UserMigration_Authentication',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
    expect(deployment.aws.refused).toEqual([]);
  });

  it.each([
    ['email', 'ada@example.com', 'CustomEmailSender_SignUp'],
    ['phone_number', '+15550108001', 'CustomSMSSender_SignUp'],
  ] as const)('send the code to the %s, which they open with the key of the pool', async (name, to, source) => {
    const sender = (LambdaArn: string) => ({ LambdaVersion: 'V1_0', LambdaArn }) as const;
    const senders = {
      CustomEmailSender: sender(arn('email-sender')),
      CustomSMSSender: sender(arn('sms-sender')),
      KMSKeyID: SENDER_KEY,
    };
    const app = await poolWith(senders, [name]);
    asked.length = 0;
    const { calls } = deployment.aws;
    const before = calls.length;
    await app.signUp('ada', { [name]: to });
    // Lambda may do it twice (docs/custom-senders.md), and does where a start takes long.
    await expect.poll(() => asked.at(0), { timeout: 20_000 }).toBeDefined();
    expect(asked[0]).toMatchObject({ triggerSource: source, request: { userAttributes: { [name]: to } } });
    expect(calls.slice(before)).toEqual(
      expect.arrayContaining(['messages kms:GenerateDataKey', 'messages lambda:InvokeFunction']),
    );
    const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
    const credentials = { accessKeyId: 'sender', secretAccessKey: 'secret' };
    const clientProvider = (region: string) => new KMS({ region, endpoint: deployment.aws.endpoint, credentials });
    const keyring = new KmsKeyringNode({ clientProvider, keyIds: [SENDER_KEY] });
    const { plaintext } = await decrypt(keyring, Buffer.from(asked[0].request.code, 'base64'));
    await app.confirm('ada', plaintext.toString());
    expect(deployment.aws.refused).toEqual([]);
  });

  it.each([
    ['throwing', 'UserLambdaValidationException', 'PreSignUp failed with error Not you.'],
    ['unlisted', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to error AccessDeniedException.'],
    ['gone', 'UnexpectedLambdaException', 'PreSignUp invocation failed due to error ResourceNotFoundException.'],
    [
      'hanging',
      'UnexpectedLambdaException',
      'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    ],
    ['text', 'InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'],
    ['null', 'InvalidLambdaResponseException', 'Unrecognizable lambda output'],
    ['somebody-else', 'InvalidLambdaResponseException', 'Unrecognizable lambda output'],
  ])('fail the sign-up when one is %s', async (name, error, message) => {
    const app = await poolWith({ PreSignUp: arn(name) }, []);
    await expect(app.signUp('ada', {})).rejects.toMatchObject({ name: error, message });
  });

  it('leave a line for each that failed, and one right that was refused', () => {
    const lines = deployment.lambdas['sign-up'].lines().filter((line) => line.includes('"trigger.failed"'));
    expect(lines.map((line) => JSON.parse(line).reason)).toEqual([
      'function-error',
      'access-denied',
      'not-found',
      'timeout',
      'not-json',
    ]);
    expect(deployment.aws.refused).toEqual([`sign-up lambda:InvokeFunction ${arn('unlisted')}`]);
  });
});
