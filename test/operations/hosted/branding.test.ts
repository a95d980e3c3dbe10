import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import { pages } from '#infra/local/api.ts';
import { bodyOf } from '#protocol/http.ts';
import { createClient } from '#test/fixtures.ts';
import { CLASSIC, PLAIN } from '#ui/look.ts';
import { base64, ICO, JPEG, png, SVG } from '../branding/setup.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES } from './setup.ts';

const { app, ...service } = hostedPools();

const asset = (Category: string, Extension: string, bytes: Uint8Array, more: object = {}) => ({
  Category,
  ColorMode: 'DYNAMIC',
  Extension,
  Bytes: base64(bytes),
  ...more,
});
const ASSETS = [
  asset('FORM_LOGO', 'PNG', png(600_000)),
  asset('PAGE_HEADER_LOGO', 'JPEG', JPEG, { ColorMode: 'LIGHT' }),
  asset('PASSWORD_GRAPHIC', 'SVG', SVG),
  asset('FAVICON_ICO', 'ICO', ICO),
  asset('PAGE_BACKGROUND', 'SVG', SVG),
];
const SETTINGS = {
  categories: { global: { colorSchemeMode: 'DYNAMIC', pageHeader: { enabled: true }, pageFooter: { enabled: true } } },
  components: {
    form: { logo: { enabled: true, location: 'END' }, borderRadius: 3 },
    pageBackground: { image: { enabled: true } },
    pageHeader: { logo: { enabled: true } },
    primaryButton: { lightMode: { defaults: { backgroundColor: '7a1fa2ff' } } },
  },
};

const idsOf = ({ pool, client }: HostedPool) => ({ UserPoolId: pool.id, ClientId: client.id });
const brand = async (w: HostedPool, input: object): Promise<string> =>
  (await app.call('CreateManagedLoginBranding', { ...idsOf(w), ...input })).ManagedLoginBranding.ManagedLoginBrandingId;
const loginOf = (w: HostedPool) => w.browser().get(w.url('/login'));
const sheetOf = (body: string) => /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
const imagesOf = (body: string) =>
  [...body.matchAll(/(?:src|srcset|href)="(\/[^"]*\/assets\/images\/[^"]*)"|url\("(\/[^"]*)"\)/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
const fetched = (rawPath: string, method = 'GET') =>
  pages({
    rawPath,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { requestId: 'request', timeEpoch: 0, http: { method, sourceIp: '127.0.0.1' } },
  });

describe('the branding of managed login', () => {
  it('is ours without a style, and with the values that Cognito provides', async () => {
    const w = await service.pool();
    expect(sheetOf((await loginOf(w)).body)).toBe(PLAIN.css);
    await brand(w, { UseCognitoProvidedValues: true });
    expect(sheetOf((await loginOf(w)).body)).toBe(PLAIN.css);
  });

  it('is that of the client on all of its pages, from the moment of a change', async () => {
    const w = await service.pool();
    const ManagedLoginBrandingId = await brand(w, { Settings: SETTINGS });
    for (const path of ['/login', '/signup', '/forgotPassword']) {
      const { body } = await w.browser().get(w.url(path));
      expect(sheetOf(body)).toContain('--primary-bg:#7a1fa2;');
      expect(body).toMatch(/<header class="page-header">[\s\S]*<footer class="page-footer">/);
    }
    const style = { UserPoolId: w.pool.id, ManagedLoginBrandingId };
    await app.call('UpdateManagedLoginBranding', { ...style, Settings: {} });
    expect(sheetOf((await loginOf(w)).body)).toContain('--primary-bg:#0972d3;');
    await app.call('DeleteManagedLoginBranding', style);
    expect(sheetOf((await loginOf(w)).body)).toBe(PLAIN.css);
    await brand(w, { Settings: SETTINGS });
    expect(sheetOf((await loginOf(w)).body)).toContain('--primary-bg:#7a1fa2;');
  });

  it('is known to the policy by its hash, and loads nothing from elsewhere', async () => {
    const w = await service.pool();
    await brand(w, { Settings: SETTINGS, Assets: ASSETS });
    const { body, headers } = await loginOf(w);
    const hash = createHash('sha256').update(sheetOf(body)).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}';`);
    expect(headers['content-security-policy']).toContain("img-src 'self' data:;");
    expect(body.length).toBeLessThan(30_000);
    expect(body).not.toMatch(/ style="/);
  });

  it('has images that anybody can load', async () => {
    const w = await service.pool();
    await brand(w, { Settings: SETTINGS, Assets: ASSETS });
    const login = await loginOf(w);
    const reset = await w.browser().get(w.url('/forgotPassword'));
    const paths = [...new Set([...imagesOf(login.body), ...imagesOf(reset.body)])];
    const types = await Promise.all(
      paths.map(async (path) => {
        const { statusCode, headers, body, isBase64Encoded } = await fetched(path);
        const { 'content-type': type, ...others } = headers;
        expect([path, statusCode, isBase64Encoded]).toEqual([path, 200, true]);
        expect(others).toEqual({
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'public, max-age=31536000, immutable',
        });
        expect(ASSETS.map(({ Bytes }) => Bytes)).toContain(body);
        return type;
      }),
    );
    expect(types.sort()).toEqual(['image/jpeg', 'image/png', 'image/svg+xml', 'image/svg+xml', 'image/x-icon']);
    expect(login.body).toMatch(/<main[^>]*>\s*<div class="banner-customizable"><img class="logo-customizable"/);
    expect(sheetOf(login.body)).toContain('--logo-x:end;');
  });

  it('serves images of a client with a style to nobody at other paths', async () => {
    const w = await service.pool();
    const ManagedLoginBrandingId = await brand(w, { Settings: SETTINGS, Assets: ASSETS });
    const [path = ''] = imagesOf((await loginOf(w)).body);
    const id = /[\da-f-]{36}/.exec(path)?.[0] ?? '';
    const other = await service.pool();
    await brand(other, { Settings: SETTINGS });
    const wrong = [
      path.replace(id, '00000000-0000-4000-8000-000000000000'),
      path.replace(w.client.id, other.client.id),
      path.replace(w.pool.id, other.pool.id),
      path.replace(w.pool.id, other.pool.id).replace(w.client.id, other.client.id),
      path.replace(w.client.id, 'x'),
      path.replace(/\w+$/, 'svg'),
    ];
    expect(new Set([path, ...wrong]).size).toBe(7);
    for (const one of wrong) {
      const { statusCode, headers } = await fetched(one);
      expect([one, statusCode, headers['cache-control']]).toEqual([one, 404, 'no-store']);
    }
    expect((await fetched(path, 'POST')).statusCode).toBe(405);
    expect((await fetched(path, 'HEAD')).statusCode).toBe(200);
    expect(bodyOf(await fetched(path)).length).toBeGreaterThan(0);
    await app.call('UpdateManagedLoginBranding', { UserPoolId: w.pool.id, ManagedLoginBrandingId, Assets: [] });
    expect((await fetched(path)).statusCode).toBe(404);
  });

  it('costs a page no read once it is known, whether or not there is a style', async () => {
    for (const isBranded of [true, false]) {
      const w = await service.pool();
      if (isBranded) await brand(w, { Settings: SETTINGS });
      await loginOf(w);
      app.roundTrips.reset();
      await loginOf(w);
      expect(app.roundTrips.reads).toBe(0);
      app.advance(10_000);
      await loginOf(w);
      expect(app.roundTrips.reads).toBeLessThanOrEqual(4);
    }
  });

  it('is on the pages of errors that name the client, and on no others', async () => {
    const w = await service.pool();
    const foreign = await service.pool();
    await brand(w, { Settings: SETTINGS });
    await brand(foreign, { Settings: SETTINGS });
    const errorOf = async (query: string) =>
      sheetOf((await w.browser().get(`${w.base}/error?error=invalid_request${query}`)).body);
    expect(await errorOf(`&client_id=${w.client.id}`)).toContain('--primary-bg:#7a1fa2;');
    for (const id of ['', foreign.client.id, 'a'.repeat(26), '%00', '../x', 'x'.repeat(500)]) {
      expect(await errorOf(`&client_id=${id}`)).toBe(PLAIN.css);
    }
    expect(await errorOf('')).toBe(PLAIN.css);
  });

  it('is not worth losing a page for', async () => {
    const w = await service.pool();
    const errors: unknown[] = [];
    const deps = {
      ...app.deps,
      configuration: { ...app.deps.configuration, style: () => Promise.reject(new TypeError('gone')) },
      logger: { ...app.deps.logger, error: (...line: unknown[]) => void errors.push(line) },
    };
    const url = new URL(w.url('/login'), 'https://id.example.com');
    const { statusCode, body } = await domainHandler(() => Promise.resolve(deps))({
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      headers: { host: url.host },
      isBase64Encoded: false,
      requestContext: {
        requestId: 'r1',
        timeEpoch: app.deps.clock.now(),
        http: { method: 'GET', sourceIp: '192.0.2.1' },
      },
    });
    expect([statusCode, sheetOf(body)]).toEqual([200, PLAIN.css]);
    expect(errors).toEqual([['look.failed', expect.objectContaining({ requestId: 'r1', poolId: w.pool.id })]]);
  });
});

describe('the branding of classic pages', () => {
  const classicPool = () => service.pool({}, {}, { managedLoginVersion: 1 });
  const CSS =
    '.submitButton-customizable { background-color: #7a1fa2; } .banner-customizable { background: url(https://cdn.example/b.png) }';

  it('is ours without graphics, unless there is CSS for the client or for all', async () => {
    const w = await classicPool();
    const client = await createClient(app, w.pool, ON_PAGES);
    const other = hosted({ ...w, client }, w.base);
    expect(sheetOf((await loginOf(w)).body)).toBe(CLASSIC.css);
    await app.call('SetUICustomization', { UserPoolId: w.pool.id, CSS: '.label-customizable { color: #123456 }' });
    await app.call('SetUICustomization', { ...idsOf(w), CSS });
    const { body, headers } = await loginOf(w);
    expect(sheetOf(body)).toContain('.submitButton-customizable{background-color:#7a1fa2}');
    expect(sheetOf(body)).not.toContain('#123456');
    expect(headers['content-security-policy']).toContain("img-src 'self' data: https://cdn.example;");
    expect(body).toMatch(/<button class="submitButton-customizable"/);
    expect(body).toMatch(/<input class="inputField-customizable" id="signInFormUsername" name="username"/);
    expect(sheetOf((await loginOf(other)).body)).toContain('.label-customizable{color:#123456}');
    await app.call('SetUICustomization', { ...idsOf(w), CSS: '' });
    expect(sheetOf((await loginOf(w)).body)).toContain('.label-customizable{color:#123456}');
    expect((await w.browser().get(w.url('/forgotPassword'))).body).not.toContain('class="graphic"');
  });

  it('has its logo in the banner', async () => {
    const w = await classicPool();
    await app.call('SetUICustomization', { ...idsOf(w), ImageFile: base64(png()) });
    const { body } = await loginOf(w);
    const [path = ''] = imagesOf(body);
    expect(body).toContain(
      `<div class="banner-customizable"><img class="logo-customizable" src="${path}" alt=""></div>`,
    );
    expect((await fetched(path)).headers['content-type']).toBe('image/png');
  });

  it('has nothing of a style, nor managed login of the CSS', async () => {
    const w = await classicPool();
    await brand(w, { Settings: SETTINGS });
    expect(sheetOf((await loginOf(w)).body)).toBe(CLASSIC.css);
    const managed = await service.pool();
    await app.call('SetUICustomization', { ...idsOf(managed), CSS });
    expect(sheetOf((await loginOf(managed)).body)).toBe(PLAIN.css);
  });

  it('costs a page no read once it is known', async () => {
    const w = await classicPool();
    await app.call('SetUICustomization', { UserPoolId: w.pool.id, CSS });
    await loginOf(w);
    app.roundTrips.reset();
    await loginOf(w);
    expect(app.roundTrips.reads).toBe(0);
  });
});
