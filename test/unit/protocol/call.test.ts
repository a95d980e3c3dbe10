import { describe, expect, it } from 'vitest';
import type { Call } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import { groupHandler } from '#protocol/group-handler.ts';
import type { HttpEvent } from '#protocol/http.ts';
import type { Operation } from '#protocol/operation.ts';
import { signInRequests } from '#protocol/schema/sign-in.ts';

const deps = {
  clock: { now: () => 5000 },
  limiter: { admit: () => {} },
  logger: { info: () => {}, warn: () => {}, error: () => {} },
  audit: { record: async () => {} },
};
const DATA = { EncodedData: 'AmazonCognitoAdvancedSecurityData', IpAddress: '203.0.113.7' };

/** What an operation of the chain is called with. */
async function callOf(input: object, headers: HttpEvent['headers'] = {}): Promise<Call> {
  let seen: Call | undefined;
  const operation: Operation = {
    name: 'Toy',
    async handle(call) {
      seen = call;
    },
  };
  const { ClientMetadata, UserContextData } = signInRequests.InitiateAuth;
  const { ContextData } = signInRequests.AdminInitiateAuth;
  const handle = groupHandler({
    name: 'toys',
    operations: [operation],
    rows: { Toy: { group: 'toys', auth: 'none' } },
    requests: { Toy: { ClientMetadata, UserContextData, ContextData } },
    deps: async () => deps as unknown as Deps,
  });
  const response = await handle({
    rawPath: '/',
    rawQueryString: '',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.Toy', ...headers },
    body: JSON.stringify(input),
    isBase64Encoded: false,
    requestContext: { requestId: 'r-1', timeEpoch: 4000, http: { method: 'POST', sourceIp: '198.51.100.4' } },
  });
  expect(response).toMatchObject({ statusCode: 200 });
  return seen!;
}

describe('what an operation is told of a request', () => {
  it('is when it came in, its id, and who sent it as the hop before saw it', async () => {
    const headers = { 'user-agent': 'app/1.0', 'x-forwarded-for': '192.0.2.1', 'x-ownpool-address': '192.0.2.2' };
    const call = await callOf({}, headers);
    expect(call).toMatchObject({ began: 4000, requestId: 'r-1' });
    expect(call.deps).toBe(deps);
    expect(call.source).toStrictEqual({ address: '198.51.100.4', userAgent: 'app/1.0' });
    expect((await callOf({})).source).toStrictEqual({ address: '198.51.100.4', userAgent: undefined });
  });

  it('is ClientMetadata as the client sent it', async () => {
    const ClientMetadata = { 'Some key': 'Some value', lower: '' };
    expect((await callOf({ ClientMetadata })).clientMetadata).toEqual(ClientMetadata);
    expect((await callOf({})).clientMetadata).toBeUndefined();
  });

  it('is UserContextData or ContextData', async () => {
    const data = { encodedData: DATA.EncodedData, ipAddress: DATA.IpAddress };
    expect((await callOf({ UserContextData: DATA })).contextData).toStrictEqual(data);
    const more = { ServerName: 'app.example', ServerPath: '/login' };
    const HttpHeaders = [{ headerName: 'Accept', headerValue: '*/*' }];
    expect((await callOf({ ContextData: { ...DATA, ...more, HttpHeaders } })).contextData).toStrictEqual({
      ...data,
      serverName: 'app.example',
      serverPath: '/login',
      httpHeaders: HttpHeaders,
    });
    expect((await callOf({})).contextData).toBeUndefined();
  });
});
