import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type HttpResponse } from '#protocol/http.ts';
import { notUnderstood, success } from '#protocol/respond.ts';
import { createEdge, type EdgeServer, type EdgeTarget, startEdgeServer } from '#test/edge.ts';

type Call = { readonly group: EdgeTarget; readonly event: APIGatewayProxyEventV2 };

let server: EdgeServer | undefined;

afterEach(() => server?.close());

async function start(answer: (call: Call) => HttpResponse, code?: string) {
  const calls: Call[] = [];
  server = await startEdgeServer(createEdge({ originSecret: 'the origin secret', code }), async (group, event) => {
    calls.push({ group, event });
    return answer({ group, event });
  });
  const { endpoint } = server;
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  const client = new CognitoIdentityProviderClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  return { calls, client, endpoint };
}

describe('the edge as a server', () => {
  it('brings the requests of an SDK to the function of their group, and its answers back', async () => {
    const { calls, client, endpoint } = await start(({ group, event }) =>
      success(
        event.requestContext.requestId,
        group === 'pools' ? { UserPools: [{ Id: 'local_1' }] } : { UserSub: 's' },
      ),
    );
    expect((await client.send(new ListUserPoolsCommand({ MaxResults: 1 }))).UserPools).toEqual([{ Id: 'local_1' }]);
    const signUp = new SignUpCommand({ ClientId: 'c', Username: 'Zoë', Password: 'p' });
    expect((await client.send(signUp)).UserSub).toBe('s');

    expect(calls.map(({ group }) => group)).toEqual(['pools', 'sign-up']);
    const [pools, users] = calls.map(({ event }) => event);
    expect(JSON.parse(bodyOf(users!).toString())).toEqual({ ClientId: 'c', Username: 'Zoë', Password: 'p' });
    expect(users!.isBase64Encoded).toBe(true);
    expect(pools!.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*SignedHeaders=[^,]*host/);
    expect(pools!.headers).toMatchObject({
      'x-ownpool-host': new URL(endpoint).host,
      'x-ownpool-path': '/',
      'x-ownpool-address': '127.0.0.1',
      'x-ownpool-origin': 'the origin secret',
    });
    expect(pools!.headers.host).not.toBe(new URL(endpoint).host);
  });

  it('answers a preflight, a forbidden path and an unknown one without a function', async () => {
    const { calls, endpoint } = await start(() => success('', {}));
    const asked = { 'access-control-request-headers': 'x-amz-target', 'access-control-request-method': 'POST' };
    const preflight = await fetch(endpoint, { method: 'OPTIONS', headers: asked });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-amz-target');
    expect(preflight.headers.get('content-length')).toBe('0');
    for (const path of ['/%69dp/pools', '/wp-login.php']) {
      const refused = await fetch(`${endpoint}${path}`, { method: 'POST', body: '{}' });
      expect(refused.status).toBe(400);
      expect(await refused.text()).toBe(notUnderstood('').body);
    }
    expect(calls).toEqual([]);
  });

  it('answers 500 when a function fails and 502 when its own does', async () => {
    const { endpoint } = await start(() => {
      throw new Error('The function failed.');
    });
    expect((await fetch(endpoint, { method: 'POST' })).status).toBe(500);
    await server?.close();
    const broken = await start(() => success('', {}), 'function handler() { return {}; }');
    expect((await fetch(broken.endpoint)).status).toBe(502);
  });
});
