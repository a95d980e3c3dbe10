import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import { hostedPools } from './setup.ts';

const { app, ...service } = hostedPools();

describe('a request whose domain cannot be looked up', () => {
  it.each([
    ['the store is busy', new CognitoError('TooManyRequestsException'), 400, 'TooManyRequestsException'],
    ['something is broken', new TypeError('secret'), 500, 'InternalErrorException'],
  ])('is told that %s, and not that there is no such page', async (_, error, status, name) => {
    const w = await service.pool();
    const errors: unknown[] = [];
    const deps = {
      ...app.deps,
      configuration: { ...app.deps.configuration, domain: () => Promise.reject(error) },
      logger: { ...app.deps.logger, error: (...line: unknown[]) => void errors.push(line) },
    };
    const response = await domainHandler(() => Promise.resolve(deps))({
      rawPath: `${w.base}/login`,
      rawQueryString: '',
      headers: { host: 'id.example.com' },
      isBase64Encoded: false,
      requestContext: { requestId: 'r1', timeEpoch: 0, http: { method: 'GET', sourceIp: '192.0.2.1' } },
    });
    expect([response.statusCode, JSON.parse(response.body).__type]).toEqual([status, name]);
    expect(response.body).not.toContain('secret');
    expect(errors).toEqual([['request.failed', expect.objectContaining({ requestId: 'r1', error: name })]]);
  });
});
