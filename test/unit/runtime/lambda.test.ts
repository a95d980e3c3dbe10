import { afterEach, expect, it, vi } from 'vitest';
import type { HttpEvent } from '#protocol/http.ts';
import { httpFunction } from '#runtime/lambda.ts';

vi.mock(import('#runtime/aws-container.ts'), () => ({ openAwsContainer: async () => ({}) as never }));

const SECRET = 'origin-secret-origin-secret-origin-secret';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('shows an operation the address that the edge saw, whatever else a header says', async () => {
  const environment = {
    OWNPOOL_TABLE: 'ownpool',
    OWNPOOL_KEY_ARN: 'arn:aws:kms:us-east-1:123456789012:key/mrk-0',
    OWNPOOL_KEY_PURPOSES: 'directory',
    OWNPOOL_PUBLIC_URL: 'https://id.example.com',
    OWNPOOL_ACCOUNT_ID: '123456789012',
    AWS_REGION: 'us-east-1',
    OWNPOOL_ORIGIN_SECRETS: SECRET,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  let seen: HttpEvent | undefined;
  const handle = httpFunction({ name: 'sign-in', adapters: {} as never }, 'api', async (event) => {
    seen = event;
    return { statusCode: 200, headers: {}, body: '' };
  });
  await handle({
    rawPath: '/idp/sign-in',
    rawQueryString: '',
    headers: {
      host: 'api.example.com',
      'user-agent': 'app/1.0',
      'x-forwarded-for': '192.0.2.1',
      'x-amz-cf-id': 'edge-id==',
      'x-ownpool-origin': SECRET,
      'x-ownpool-host': 'id.example.com',
      'x-ownpool-path': '/',
      'x-ownpool-address': '203.0.113.9',
    },
    isBase64Encoded: false,
    requestContext: { requestId: 'r', timeEpoch: 0, http: { method: 'POST', sourceIp: '198.51.100.7' } },
  });
  expect(seen?.requestContext.http.sourceIp).toBe('203.0.113.9');
  expect(seen?.requestContext.edgeRequestId).toBe('edge-id==');
  expect(seen?.headers).toMatchObject({ 'user-agent': 'app/1.0', host: 'id.example.com' });
  expect(Object.keys(seen?.headers ?? {}).filter((name) => name.startsWith('x-ownpool-'))).toStrictEqual([]);
});
