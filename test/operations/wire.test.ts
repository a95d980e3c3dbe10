import { describe, expect, it } from 'vitest';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import type { OperationName } from '#protocol/api.ts';
import { TEST_KEY, TEST_REGION, testApp } from '#test/app.ts';
import { sampleBody } from '#test/constraint-cases.ts';
import { ACCESS_TOKEN_INVALID, INTERNAL } from '#test/errors.ts';
import { createClient, createPool } from '#test/fixtures.ts';
import { requestOf } from '#test/requests.ts';
import { signedHeaders } from '#test/sign.ts';

const HOST = 'ownpool.test';

describe('the wire', () => {
  const app = testApp();

  const target = (operation: string) => ({ 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` });
  const signed = (operation: string, body: string, changes: Partial<Parameters<typeof signedHeaders>[0]> = {}) =>
    signedHeaders({
      operation,
      body,
      host: HOST,
      now: app.deps.clock.now(),
      key: TEST_KEY,
      region: TEST_REGION,
      ...changes,
    });
  const post = async (headers: Record<string, string>, body: string | Buffer) => {
    const text = Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : { body };
    const response = await app.send({ headers, ...text });
    return { ...response, json: response.body ? JSON.parse(response.body) : undefined };
  };

  describe.each(BUILT.map(({ name }) => [name, requestOf(name)] as const))('%s', (name, request) => {
    it('answers bad bodies as AWS JSON does', async () => {
      for (const body of [
        '',
        '{',
        '{"a":',
        '[]',
        '"text"',
        '1',
        'null',
        'true',
        '{"UserPoolId":1,"ClientId":{}}',
        `${'['.repeat(50_000)}`,
      ]) {
        const response = await post(signed(name, body), body);
        expect(response.statusCode).toBe(400);
        expect(['SerializationException', 'InvalidParameterException']).toContain(response.json.__type);
        expect(response.headers['x-amzn-errortype']).toBe(`${response.json.__type}:`);
      }
      const broken = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
      expect((await post(signed(name, broken as never), broken)).json.__type).toBe('SerializationException');
    });

    if (OPERATIONS[name as OperationName].auth === 'sigv4') {
      it('needs a valid signature before anything else', async () => {
        const body = JSON.stringify(sampleBody(request));
        const good = signed(name, body);
        const cases: [string, Record<string, string>, string][] = [
          ['unsigned', target(name), 'MissingAuthenticationTokenException'],
          [
            'wrong secret',
            signed(name, body, { key: { ...TEST_KEY, secret: 'another-secret' } }),
            'InvalidSignatureException',
          ],
          [
            'unknown key',
            signed(name, body, { key: { id: 'OWNKUNKNOWNUNKNOWN00', secret: 'x' } }),
            'UnrecognizedClientException',
          ],
          ['expired', signed(name, body, { now: app.deps.clock.now() - 301_000 }), 'InvalidSignatureException'],
          ['of another body', signed(name, `${body} `), 'InvalidSignatureException'],
          ['of another operation', { ...signed(`Other${name}`, body), ...target(name) }, 'InvalidSignatureException'],
          ['of another host', { ...good, host: 'evil.example' }, 'InvalidSignatureException'],
          ['of another region', signed(name, body, { region: 'eu-west-1' }), 'InvalidSignatureException'],
          ['with a session token', { ...good, 'x-amz-security-token': 'x' }, 'UnrecognizedClientException'],
          ['cut off', { ...good, authorization: good.authorization!.slice(0, 60) }, 'IncompleteSignatureException'],
        ];
        for (const [what, headers, expected] of cases) {
          const response = await post(headers, body);
          expect([what, response.statusCode, response.json.__type]).toEqual([what, 400, expected]);
        }
      });
    }
  });

  it('says which region is right', async () => {
    const response = await post(signed('ListUserPools', '{}', { region: 'eu-west-1' }), '{}');
    expect(response.json.message).toContain("'us-east-1'");
  });

  it("refuses a key whose policy doesn't allow the operation or the pool", async () => {
    const policy = { actions: ['cognito-idp:Admin*', 'cognito-idp:ListUserPools'], pools: ['us-east-1_allowed'] };
    const key = newAccessKey(app.deps, policy);
    await storeAccessKey(app.deps.records, key);
    const call = async (operation: string, input: unknown) => {
      const body = JSON.stringify(input);
      return (await post(signed(operation, body, { key }), body)).json;
    };
    const user = (UserPoolId: string) => ({ UserPoolId, Username: 'nobody' });
    expect((await call('AdminGetUser', user('us-east-1_allowed'))).__type).toBe('ResourceNotFoundException');
    for (const [operation, input] of [
      ['AdminGetUser', user('us-east-1_other')],
      ['DescribeUserPool', { UserPoolId: 'us-east-1_allowed' }],
      ['ListUserPools', { MaxResults: 1 }],
      ['AdminGetUser', { Username: 'nobody' }],
      ['AdminGetUser', { UserPoolId: ['us-east-1_allowed'], Username: 'nobody' }],
    ] as const) {
      expect((await call(operation, input)).__type).toBe('AccessDeniedException');
    }
    expect((await call('AdminGetUser', user('us-east-1_other'))).message).toBe(
      `User: arn:aws:iam::123456789012:user/${key.id} is not authorized to perform: cognito-idp:AdminGetUser on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_other because no identity-based policy allows the cognito-idp:AdminGetUser action`,
    );
    const { stored } = await app.deps.records.read({ stored: { kind: 'accessKey', id: { id: key.id } } });
    await app.deps.records.commit([
      { op: 'update', kind: 'accessKey', before: stored!, after: { ...stored!, enabled: false } },
    ]);
    app.advance(10_000);
    expect((await call('AdminGetUser', user('us-east-1_allowed'))).__type).toBe('UnrecognizedClientException');
  });

  it.each([
    ['none', {}],
    ['a prefix alone', { 'x-amz-target': 'AWSCognitoIdentityProviderService.' }],
    ['of another service', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }],
    ['unknown', target('NoSuchOperation')],
    ['a member of every object', target('constructor')],
    ['__proto__', target('__proto__')],
  ])('does not know the target: %s', async (_what, headers) => {
    const response = await post(headers as Record<string, string>, '{}');
    expect(response).toMatchObject({ statusCode: 400, body: '{"__type":"UnknownOperationException"}' });
  });

  it('says which operations are not built', async () => {
    const built = new Set(BUILT.map(({ name }) => name));
    const missing = Object.keys(OPERATIONS).filter((name) => !built.has(name));
    for (const name of missing) {
      const { json } = await post(target(name), '{}');
      expect(json).toEqual({
        __type: 'UnsupportedOperationException',
        message: `${name} is not built in this version of Ownpool.`,
      });
    }
    expect(Object.keys(OPERATIONS)).toHaveLength(140);
  });

  it('puts request id, error and CORS into headers', async () => {
    const response = await post(target('GetUser'), '{"AccessToken":"x"}');
    expect(response).toMatchObject({
      statusCode: 400,
      body: '{"__type":"NotAuthorizedException","message":"Invalid Access Token"}',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'x-amzn-errortype': 'NotAuthorizedException:',
        'x-amzn-errormessage': ACCESS_TOKEN_INVALID.message,
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
      },
    });
  });

  it('answers no more, the more is wrong with a request', async () => {
    const pool = await createPool(app);
    const client = await createClient(app, pool);
    const names = Array.from({ length: 9_000 }, (_, index) => `unknown${index}`);
    const attributes = names.map((Name) => ({ Name, Value: 'x' }));
    const user = { UserPoolId: pool.id, Username: 'ada' };
    const requests = {
      SignUp: { ClientId: client.id, Username: 'ada', Password: 'Passw0rd!', UserAttributes: attributes },
      AdminCreateUser: { ...user, UserAttributes: attributes },
      AdminUpdateUserAttributes: { ...user, UserAttributes: attributes },
      AdminDeleteUserAttributes: { ...user, UserAttributeNames: names },
      DescribeUserPool: { UserPoolId: 'x'.repeat(1_000_000) },
    };
    for (const [operation, input] of Object.entries(requests)) {
      const body = JSON.stringify(input);
      const response = await post(signed(operation, body), body);
      expect([operation, response.json.__type]).toEqual([operation, 'InvalidParameterException']);
      expect(response.body.length).toBeLessThan(3000);
    }
  });

  it('tells nothing of an error inside', async () => {
    const { read } = app.deps.records;
    const logged: unknown[] = [];
    const { error } = app.deps.logger;
    Object.assign(app.deps.logger, { error: (...args: unknown[]) => logged.push(args) });
    Object.assign(app.deps.records, { read: () => Promise.reject(new Error('secret detail')) });
    const response = await post(
      target('InitiateAuth'),
      '{"ClientId":"someclient","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"a","PASSWORD":"b"}}',
    );
    Object.assign(app.deps.records, { read });
    Object.assign(app.deps.logger, { error });
    expect(response).toMatchObject({
      statusCode: 500,
      json: { __type: 'InternalErrorException', message: INTERNAL.message },
    });
    expect(JSON.stringify(response)).not.toContain('secret detail');
    expect(JSON.stringify(logged)).toContain('InitiateAuth');
  });
});
