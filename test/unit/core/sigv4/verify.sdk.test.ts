import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { parseAmzDate } from '#core/sigv4/timestamp.ts';
import type { SignedRequest } from '#core/sigv4/verify.ts';
import { accepts, EXPECTED, SECRET, withHeader } from './requests.ts';

describe('a request of the official SDK', () => {
  async function capture(): Promise<SignedRequest> {
    const captured: SignedRequest[] = [];
    const requestHandler = {
      handle: async (request: SignedRequest & { readonly body: Uint8Array }) => {
        captured.push({ ...request, query: '', body: Buffer.from(Uint8Array.from(request.body)) });
        return { response: { statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') } };
      },
    };
    const client = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:9229',
      credentials: { accessKeyId: 'AK1', secretAccessKey: SECRET },
      requestHandler: requestHandler as unknown as CognitoIdentityProviderClientConfig['requestHandler'],
    });
    await client.send(new AdminGetUserCommand({ UserPoolId: 'us-east-1_a', Username: 'zoë' }));
    return captured[0]!;
  }

  it('is accepted, and refused after any tampering', async () => {
    const request = await capture();
    const expected = { ...EXPECTED, now: parseAmzDate(request.headers['x-amz-date'] ?? '')! };
    const check = (changed: SignedRequest) => accepts(changed, expected);
    expect(check(request)).toBe(true);

    expect(check({ ...request, body: '{}' })).toBe(false);
    expect(check({ ...request, method: 'PUT' })).toBe(false);
    expect(check({ ...request, path: '/x' })).toBe(false);
    expect(check({ ...request, query: 'a=b' })).toBe(false);
    const { authorization = '', ...signed } = request.headers;
    for (const name of Object.keys(signed).filter((one) => one !== 'user-agent')) {
      expect(check(withHeader(request, name, `${signed[name]}x`)), `${name} changed`).toBe(false);
      const { [name]: _, ...rest } = request.headers;
      expect(check({ ...request, headers: rest }), `${name} dropped`).toBe(false);
    }
    expect(check(withHeader(request, 'authorization', authorization.replace('x-amz-target;', '')))).toBe(false);
    expect(check(withHeader(request, 'x-amz-extra', '1'))).toBe(false);
    expect(check(withHeader(request, 'X-Amz-Target', 'other'))).toBe(false);
    expect(accepts(request, expected, 'another secret')).toBe(false);
  });

  it('is refused with any single digit of the signature changed', async () => {
    const request = await capture();
    const expected = { ...EXPECTED, now: parseAmzDate(request.headers['x-amz-date'] ?? '')! };
    const header = request.headers.authorization ?? '';
    const start = header.indexOf('Signature=') + 'Signature='.length;
    for (let index = start; index < start + 64; index += 1) {
      const other = header[index] === '0' ? '1' : '0';
      const flipped = header.slice(0, index) + other + header.slice(index + 1);
      expect(accepts(withHeader(request, 'authorization', flipped), expected)).toBe(false);
    }
  });
});
