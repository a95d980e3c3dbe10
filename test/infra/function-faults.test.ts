import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityProviderClient, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';
import { bundleFunction } from '#infra/bundle.ts';
import { timeoutOf } from '#infra/constructs/function-group.ts';
import { FUNCTIONS } from '#infra/functions.ts';
import { type Deployment, REGION, SECRET_NEXT, SECRET_NOW, startDeployment } from '#test/deployment.ts';
import { createEdge } from '#test/edge.ts';
import { type LambdaProcess, startLambda } from '#test/lambda-process.ts';
import { storeEndpoint } from '#test/store.ts';

type Answer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
type Headers = Record<string, string | undefined>;
type Event = { headers: Headers; body?: string; rawPath: string; isBase64Encoded: boolean };

const FORBIDDEN = { statusCode: 403, body: '{"message":"Forbidden"}' };
const JSON_1_1 = 'application/x-amz-json-1.1';

describe('a function that is called otherwise than through the edge', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ judge: () => true, whenCalled: true });
  });
  afterAll(() => deployment?.close());

  /** A call that answers NotAuthorizedException to anybody: nothing but the edge stands before it. */
  const getUser = (
    change: (event: Event) => unknown = (event) => event,
    secret = SECRET_NOW,
    body?: 'text' | 'base64',
  ) => {
    const result = createEdge({ originSecret: secret, body: body ?? 'byContentType' }).toApiEvent({
      method: 'POST',
      url: '/',
      headers: [
        ['Host', 'id.example.com'],
        ['Content-Type', JSON_1_1],
        ['X-Amz-Target', 'AWSCognitoIdentityProviderService.GetUser'],
      ],
      body: Buffer.from(JSON.stringify({ AccessToken: 'a.b.c' })),
    });
    if ('response' in result) throw new Error('The edge answered itself.');
    return deployment.lambdas.account.invoke(change(result.event as unknown as Event)) as Promise<Answer>;
  };
  const without =
    (...names: readonly string[]) =>
    (event: Event) => ({
      ...event,
      headers: Object.fromEntries(Object.entries(event.headers).filter(([name]) => !names.includes(name))),
    });
  const withHeaders = (headers: Headers) => (event: Event) => ({ ...event, headers: { ...event.headers, ...headers } });
  const errorOf = ({ body }: Answer) => JSON.parse(body).__type;

  it('answers what comes through it', async () => {
    expect(errorOf(await getUser())).toBe('NotAuthorizedException');
  });

  it('takes both secrets that are valid, and a body either way API Gateway may hand it over', async () => {
    expect(errorOf(await getUser(undefined, SECRET_NEXT))).toBe('NotAuthorizedException');
    for (const body of ['text', 'base64'] as const) {
      expect(errorOf(await getUser(undefined, SECRET_NOW, body))).toBe('NotAuthorizedException');
    }
  });

  it.each<[string, (event: Event) => unknown]>([
    ['without the secret', without('x-ownpool-origin')],
    ['with an empty one', withHeaders({ 'x-ownpool-origin': '' })],
    ['with a wrong one', withHeaders({ 'x-ownpool-origin': `${SECRET_NOW}x` })],
    ['with both at once', withHeaders({ 'x-ownpool-origin': `${SECRET_NOW},${SECRET_NEXT}` })],
    ['with one that was rotated out', withHeaders({ 'x-ownpool-origin': 'a'.repeat(32) })],
    [
      'directly, with private headers it made up',
      withHeaders({ 'x-ownpool-origin': undefined, 'x-ownpool-host': 'a' }),
    ],
    ['by something that is no request', () => ({})],
    ['with null', () => null],
    ['by a schedule', () => ({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} })],
    ['by API Gateway with payload format 1.0', ({ headers }) => ({ httpMethod: 'POST', path: '/', headers, body: '' })],
    ['with headers that are none', (event) => ({ ...event, headers: 'x-ownpool-origin' })],
    ['with a body that is none', (event) => ({ ...event, body: { AccessToken: 'a' } })],
    ['without a request context', (event) => ({ ...event, requestContext: undefined })],
  ])('refuses a call %s, and counts it', async (_name, change) => {
    const counted = () => deployment.lambdas.account.lines().filter((line) => line.includes('"NotFromEdge":1'));
    const before = counted().length;
    expect(await getUser(change)).toMatchObject(FORBIDDEN);
    await expect.poll(counted).toHaveLength(before + 1);
  });

  it('counts the signatures that were refused among those that had to be there', async () => {
    const { pools, account } = deployment.lambdas;
    const { accessKeyId, secretAccessKey } = deployment.accessKey;
    const list = async (secret: string) => {
      const credentials = { accessKeyId, secretAccessKey: secret };
      const client = new CognitoIdentityProviderClient({ endpoint: deployment.endpoint, region: REGION, credentials });
      await client.send(new ListUserPoolsCommand({ MaxResults: 1 })).catch(() => {});
    };
    for (const secret of [secretAccessKey, 'wrong', secretAccessKey]) await list(secret);
    const counted = () =>
      pools.lines().flatMap((line) => (line.includes('"event":"request"') ? [JSON.parse(line).RefusedSignatures] : []));
    await expect.poll(counted).toEqual([0, 1, 0]);
    expect(account.lines().join()).not.toContain('RefusedSignatures');
  });

  it.each(['x-ownpool-host', 'x-ownpool-path', 'x-ownpool-address'])(
    'does not guess what %s would have told',
    async (name) => {
      expect(await getUser(without(name))).toMatchObject({
        statusCode: 400,
        body: expect.stringContaining('BadRequest'),
      });
    },
  );

  it('serves operations at POST / alone, whatever path led to the function', async () => {
    expect(await getUser(withHeaders({ 'x-ownpool-path': '/idp/account' }))).toMatchObject({ statusCode: 400 });
    const pages = await deployment.lambdas.hosted.invoke({ ...(await eventOfPage('/')) });
    expect(pages).toMatchObject({ statusCode: 400, body: expect.stringContaining('BadRequest') });
  });

  it('refuses a body that is too large, as such', async () => {
    const large = await getUser((event) => ({ ...event, isBase64Encoded: false, body: 'x'.repeat(1024 * 1024 + 1) }));
    expect(large).toMatchObject({ statusCode: 413 });
    expect(errorOf(large)).toBe('RequestEntityTooLargeException');
  });

  it.each([
    ['no JSON', 'AccessToken'],
    ['nothing', undefined],
  ])('answers a body of %s with an error of the API', async (_name, body) => {
    const { statusCode, headers } = await getUser((event) => ({ ...event, isBase64Encoded: false, body }));
    expect([statusCode, headers['content-type']]).toEqual([400, JSON_1_1]);
  });

  const eventOfPage = async (url: string) => {
    const result = createEdge({ originSecret: SECRET_NOW }).toApiEvent({
      method: 'GET',
      url,
      headers: [['Host', 'a']],
    });
    if ('response' in result) throw new Error('The edge answered itself.');
    return result.event;
  };
});

describe('a function that is not set up', () => {
  let deployment: Deployment;
  let denied = false;
  let unwraps = 0;
  beforeAll(async () => {
    deployment = await startDeployment({
      judge: (_caller, { action }) => {
        if (action === 'kms:Decrypt') unwraps++;
        return !(denied && action === 'kms:Decrypt');
      },
    });
  });
  const started: LambdaProcess[] = [];
  afterAll(async () => {
    await Promise.all(started.map((one) => one.stop()));
    await deployment?.close();
  });

  async function start(change: Readonly<Record<string, string>>): Promise<LambdaProcess> {
    const environment = { ...deployment.environmentOf('sign-in'), ...change };
    const lambda = await startLambda(bundleFunction('sign-in', 'linux-x64-gnu'), environment);
    started.push(lambda);
    return lambda;
  }

  const initiateAuth = (lambda: LambdaProcess) => {
    const result = deployment.edge.toApiEvent({
      method: 'POST',
      url: '/',
      headers: [
        ['Host', 'id.example.com'],
        ['Content-Type', JSON_1_1],
        ['X-Amz-Target', 'AWSCognitoIdentityProviderService.InitiateAuth'],
      ],
      body: Buffer.from(
        JSON.stringify({
          ClientId: 'c',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'a', PASSWORD: 'b' },
        }),
      ),
    });
    return lambda.invoke('event' in result ? result.event : undefined) as Promise<Answer>;
  };
  const INTERNAL = {
    statusCode: 500,
    body: '{"__type":"InternalErrorException","message":"An internal error occurred."}',
  };
  const log = (lambda: LambdaProcess) => lambda.lines().join('\n');

  it('has its data keys when it is loaded, for Lambda freezes what it keeps warm', async () => {
    const before = unwraps;
    await start({});
    expect(unwraps - before).toBe(FUNCTIONS['sign-in'].purposes.length);
  });

  it.each([
    ['OWNPOOL_TABLE', 'OWNPOOL_TABLE is missing: it must be '],
    ['OWNPOOL_KEY_ARN', 'OWNPOOL_KEY_ARN is missing: it must be '],
    ['OWNPOOL_KEY_PURPOSES', 'OWNPOOL_KEY_PURPOSES is missing: it must be '],
    ['OWNPOOL_PUBLIC_URL', 'OWNPOOL_PUBLIC_URL is missing: it must be '],
    ['OWNPOOL_ACCOUNT_ID', 'OWNPOOL_ACCOUNT_ID is missing: it must be '],
    ['OWNPOOL_ORIGIN_SECRETS', 'OWNPOOL_ORIGIN_SECRETS is missing: it must be '],
    ['AWS_REGION', 'AWS_REGION is missing: it must be '],
  ])('says in its log that %s is missing, and lets nobody in', async (name, text) => {
    const lambda = await start({ [name]: '' });
    expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    expect(log(lambda)).toContain(text);
  });

  it('does not repeat a secret that is malformed', async () => {
    const lambda = await start({ OWNPOOL_ORIGIN_SECRETS: 'short-secret' });
    expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    expect(log(lambda)).toContain(
      'OWNPOOL_ORIGIN_SECRETS must be secrets of 32 characters or more, with commas between them.',
    );
    expect(log(lambda)).not.toContain('short-secret');
  });

  it('says what KMS denied, and works as soon as KMS allows it', async () => {
    denied = true;
    const lambda = await start({});
    expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    expect(log(lambda)).toMatch(/KMS denied kms:Decrypt with arn:[^ ]+ for the purpose/);
    denied = false;
    let answer: Answer;
    do answer = await initiateAuth(lambda);
    while (answer.statusCode === 500);
    expect(answer.statusCode).toBe(400);
  });

  it('asks KMS once a second, however many requests come', async () => {
    denied = true;
    const before = deployment.aws.calls.length;
    const began = Date.now();
    const lambda = await start({});
    for (let n = 0; n < 50; n++) expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    const rounds = Math.floor((Date.now() - began) / 1000) + 1;
    denied = false;
    const asked = deployment.aws.calls.slice(before).filter((one) => one === 'sign-in kms:Decrypt');
    expect(asked.length).toBeLessThanOrEqual(rounds * FUNCTIONS['sign-in'].purposes.length);
  });

  it('says that the table is missing', async () => {
    const lambda = await start({ OWNPOOL_TABLE: 'no-such-table' });
    expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    expect(log(lambda)).toContain('ResourceNotFoundException');
  });

  it('answers as Cognito does before its own time is up, although the table falls silent', async () => {
    const table = createServer((request, response) => {
      if (frozen) return;
      const { method, url, headers } = request;
      const onwards = httpRequest(deployment.aws.endpoint, { method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onwards);
    });
    let frozen = false;
    await new Promise<void>((resolve) => table.listen(0, '127.0.0.1', resolve));
    const { port } = table.address() as AddressInfo;
    const lambda = await start({ AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` });
    expect(await initiateAuth(lambda)).toMatchObject({ statusCode: 400 });
    frozen = true;
    const late = new Promise((resolve) => setTimeout(resolve, timeoutOf('sign-in') * 1000, 'too late').unref());
    expect(await Promise.race([initiateAuth(lambda), late])).toMatchObject(INTERNAL);
    table.closeAllConnections();
    await new Promise((resolve) => table.close(resolve));
  });

  it('says how to make the data keys of a table without', async () => {
    const table = createTableClient({ tableName: 'empty-table', endpoint: storeEndpoint(), region: REGION });
    await ensureTable(table);
    table.client.destroy();
    const lambda = await start({ OWNPOOL_TABLE: 'empty-table', AWS_ENDPOINT_URL_DYNAMODB: storeEndpoint() });
    expect(await initiateAuth(lambda)).toMatchObject(INTERNAL);
    expect(log(lambda)).toContain('npm run access-key -- create --stack NAME');
  });
});
