import { describe, expect, it } from 'vitest';
import type { Health } from '#infra/local/health.ts';
import { type Status, statusResponse } from '#infra/local/status.ts';
import type { HttpEvent } from '#protocol/http.ts';
import type { PageAccess } from '#runtime/config.ts';

const WELL: Health = { store: 'ok', keys: 'ok' };

function pages(access: Exclude<PageAccess, 'off'>, health: Health = WELL): Status {
  return { metrics: { access, text: async () => 'up 1\n' }, health: { access, check: async () => health } };
}

type Request = { method?: string; headers?: Record<string, string>; sourceIp?: string };

function eventOf(path: string, { method = 'GET', headers = {}, sourceIp = '127.0.0.1' }: Request = {}): HttpEvent {
  return {
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'localhost:9229', ...headers },
    isBase64Encoded: false,
    requestContext: { requestId: 'r', timeEpoch: 0, http: { method, sourceIp } },
  };
}

describe.each(['/metrics', '/healthz'])('%s', (path) => {
  const status = async (request: Request, access: 'local' | 'open' = 'local') =>
    (await statusResponse(eventOf(path, request), pages(access)))?.statusCode;

  it.each([
    ['another machine', { sourceIp: '192.0.2.2' }],
    ['a proxy', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
    ['a name that was led here', { headers: { host: 'evil.example' } }],
  ])('answers %s only where it is open', async (_, request) => {
    expect(await status({})).toBe(200);
    expect(await status(request)).toBe(403);
    expect(await status(request, 'open')).toBe(200);
  });

  it.each(['local', 'open'] as const)('answers no other site, and can only be read: %s', async (access) => {
    expect(await status({ headers: { 'sec-fetch-site': 'cross-site' } }, access)).toBe(403);
    expect(await status({ headers: { 'sec-fetch-site': 'same-site' } }, access)).toBe(403);
    expect(await status({ headers: { 'sec-fetch-site': 'none' } }, access)).toBe(200);
    expect(await status({ method: 'POST' }, access)).toBe(405);
    expect(await status({ method: 'HEAD' }, access)).toBe(200);
  });

  it('is not there when it is off, and nowhere else', async () => {
    expect(await statusResponse(eventOf(path), {})).toBeUndefined();
    expect(await statusResponse(eventOf(`${path}/`), pages('open'))).toBeUndefined();
  });
});

it('shows the metrics as Prometheus asks for them', async () => {
  expect(await statusResponse(eventOf('/metrics'), pages('local'))).toEqual({
    statusCode: 200,
    headers: expect.objectContaining({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    }),
    body: 'up 1\n',
  });
});

it.each<[Health, number]>([
  [WELL, 200],
  [{ store: 'failing', keys: 'unknown' }, 503],
  [{ store: 'ok', keys: 'failing' }, 503],
])('answers %o with %i', async (health, statusCode) => {
  const response = await statusResponse(eventOf('/healthz'), pages('local', health));
  expect(response?.statusCode).toBe(statusCode);
  expect(JSON.parse(response?.body ?? '')).toEqual({ status: statusCode === 200 ? 'ok' : 'failing', ...health });
});
