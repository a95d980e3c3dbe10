import { beforeEach, describe, expect, it } from 'vitest';
import { pages } from '#infra/local/api.ts';
import { bodyOf } from '#protocol/http.ts';
import { base64, createWorld, ICO, JPEG, orphans, png, SVG, type World } from './setup.ts';

const CSS = '.logo-customizable { max-width: 60% }';
const ImageFile = base64(png());
/** The start of the test's clock, as CSSVersion shows it, and a second later. */
const VERSION = '20260301120000';
const NEXT_VERSION = '20260301120001';

describe('the look of classic pages', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
    await call('CreateUserPoolDomain', { Domain: 'look' });
  });

  const call = (operation: string, input: object) => world.app.call(operation, { UserPoolId: world.pool.id, ...input });
  const set = async (input: object) => (await call('SetUICustomization', input)).UICustomization;
  const get = async (input: object = {}) => (await call('GetUICustomization', input)).UICustomization;
  const pathOf = (clientId: string, version: string) =>
    `/${world.pool.id}/${clientId}/${version}/assets/images/image.jpg`;
  const fetched = (rawPath: string, method = 'GET') =>
    pages({
      rawPath,
      rawQueryString: '',
      headers: {},
      isBase64Encoded: false,
      requestContext: { requestId: 'request', timeEpoch: 0, http: { method, sourceIp: '127.0.0.1' } },
    });

  it('is that of the client, or that for all', async () => {
    const ClientId = world.client.id;
    expect(await get()).toEqual({});
    expect(await get({ ClientId })).toEqual({});
    const now = world.app.deps.clock.now() / 1000;
    const dates = { CSSVersion: VERSION, CreationDate: now, LastModifiedDate: now };
    const general = { UserPoolId: world.pool.id, ClientId: 'ALL', CSS, ...dates };
    expect(await set({ CSS })).toEqual(general);
    expect(await get()).toEqual(general);
    expect(await get({ ClientId: 'ALL' })).toEqual(general);
    expect(await get({ ClientId })).toEqual(general);
    const ImageUrl = `https://id.example.com${pathOf(ClientId, VERSION)}`;
    const own = { UserPoolId: world.pool.id, ClientId, ImageUrl, ...dates };
    expect(await set({ ClientId, ImageFile })).toEqual(own);
    expect(await get({ ClientId })).toEqual(own);
    expect(await get({ ClientId: world.other.id })).toEqual(general);
  });

  it('is replaced as a whole, and none without CSS and image', async () => {
    const ClientId = world.client.id;
    await set({ ClientId: 'ALL', CSS, ImageFile });
    await set({ ClientId, CSS, ImageFile });
    expect(await set({ ClientId, CSS: '.label-customizable {}' })).not.toHaveProperty('ImageUrl');
    const answer = await set({ ClientId, CSS: '', ImageFile: '' });
    expect(answer).not.toHaveProperty('CSS');
    expect(await get({ ClientId })).toMatchObject({ ClientId: 'ALL', CSS });
    await set({});
    expect(await get({ ClientId })).toEqual({});
    expect(await get()).toEqual({});
  });

  it('has a version of its own every time', async () => {
    const versions: string[] = [];
    for (const image of [png(), JPEG, undefined, png()]) {
      versions.push((await set({ CSS, ...(image && { ImageFile: base64(image) }) })).CSSVersion);
    }
    expect(versions).toEqual(['20260301120000', '20260301120001', '20260301120002', '20260301120003']);
    world.app.advance(60_000);
    expect((await set({ CSS })).CSSVersion).toBe('20260301120100');
  });

  it.each([
    ['PNG', png(100 * 1024), 'image/png'],
    ['JPEG', JPEG, 'image/jpeg'],
  ])('has an image that anybody can load: %s', async (_type, image, type) => {
    const ClientId = world.client.id;
    const { ImageUrl } = await set({ ClientId, ImageFile: base64(image) });
    const { pathname } = new URL(ImageUrl);
    const response = await fetched(pathname);
    expect(response.statusCode).toBe(200);
    expect(bodyOf(response).equals(image)).toBe(true);
    expect(response.headers).toEqual({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await fetched(pathname, 'HEAD')).statusCode).toBe(200);
    expect((await fetched(pathname, 'POST')).statusCode).toBe(405);
  });

  it('has no image at other paths', async () => {
    const ClientId = world.client.id;
    await set({ ClientId, ImageFile });
    await set({ CSS });
    for (const path of [
      pathOf(ClientId, NEXT_VERSION),
      pathOf('ALL', VERSION),
      pathOf(world.other.id, VERSION),
      pathOf(ClientId, VERSION).replace(world.pool.id, world.foreign.pool.id),
      pathOf(ClientId, VERSION).replace(world.pool.id, 'x'),
    ]) {
      const { statusCode, headers } = await fetched(path);
      expect([path, statusCode, headers['cache-control']]).toEqual([path, 404, 'no-store']);
    }
    for (const path of [`${pathOf(ClientId, VERSION)}/`, pathOf(`../${ClientId}`, VERSION), pathOf(ClientId, '1')]) {
      expect((await fetched(path)).statusCode).toBe(400);
    }
    await set({ ClientId, ImageFile: base64(JPEG) });
    expect((await fetched(pathOf(ClientId, VERSION))).statusCode).toBe(404);
    expect((await fetched(pathOf(ClientId, NEXT_VERSION))).statusCode).toBe(200);
    await call('DeleteUserPoolClient', { ClientId });
    expect((await fetched(pathOf(ClientId, NEXT_VERSION))).statusCode).toBe(404);
    const { CSSVersion } = await set({ ImageFile });
    expect((await fetched(pathOf('ALL', CSSVersion))).statusCode).toBe(200);
    await call('DeleteUserPoolDomain', { Domain: 'look' });
    await call('DeleteUserPool', {});
    expect((await fetched(pathOf('ALL', CSSVersion))).statusCode).toBe(404);
  });

  it('is read once in a second, whatever versions of the image anybody asks for', async () => {
    const { app } = world;
    await set({ CSS, ImageFile });
    const ask = (version: string) => fetched(pathOf('ALL', version)).then(({ statusCode }) => statusCode);
    expect(await ask(VERSION)).toBe(200);
    app.roundTrips.reset();
    const asked = ['20260301120001', '20260301115959', '20990101000000', VERSION];
    expect(await Promise.all(asked.map(ask))).toEqual([404, 404, 404, 200]);
    expect(app.roundTrips).toMatchObject({ reads: 0 });
    app.advance(1_000);
    expect(await ask(NEXT_VERSION)).toBe(404);
    expect(app.roundTrips).toMatchObject({ reads: 1 });
  });

  it.each<[string, object, string]>([
    ['CSS for other classes', { CSS: '.foo { }' }, 'The CSS class .foo is not in the list of allowed classes.'],
    ['CSS that is none', { CSS: '@import "a";' }, 'The CSS is not valid: @import is not allowed.'],
    ['an SVG', { ImageFile: base64(SVG) }, 'The image must be PNG or JPEG.'],
    ['an icon', { ImageFile: base64(ICO) }, 'The image must be PNG or JPEG.'],
    ['HTML', { ImageFile: base64(Buffer.from('<html>')) }, 'The image must be PNG or JPEG.'],
    ['a cut signature', { ImageFile: base64(png().subarray(0, 12)) }, 'The image must be PNG or JPEG.'],
    ['a large image', { ImageFile: base64(png(100 * 1024 + 1)) }, 'The image must have at most 102400 bytes.'],
    [
      'much of both',
      { CSS: `${CSS}${' '.repeat(2000)}`, ImageFile: base64(png(102_400)) },
      'request parameters too large',
    ],
    ['much CSS of few characters', { CSS: `/* ${'€'.repeat(50_000)} */` }, 'request parameters too large'],
  ])('is not %s', async (_what, input, message) => {
    await expect(set(input)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    expect(await get()).toEqual({});
  });

  it('needs a pool with a domain', async () => {
    await set({ CSS });
    await call('DeleteUserPoolDomain', { Domain: 'look' });
    await expect(set({ CSS })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'A domain must be associated with this user pool.',
    });
    expect(await get()).toMatchObject({ CSS });
  });

  it('belongs to a pool and a client that exist', async () => {
    const gone = { name: 'ResourceNotFoundException' };
    for (const input of [
      { ClientId: world.foreign.client.id },
      { ClientId: 'all' },
      { UserPoolId: 'us-east-1_Nobody123' },
    ]) {
      await expect(set({ CSS, ...input })).rejects.toMatchObject(gone);
      await expect(get(input)).rejects.toMatchObject(gone);
    }
  });

  it('goes with its client, also when it is set at the same time', async () => {
    const ClientId = world.client.id;
    await set({ ClientId, CSS });
    const outcomes = await Promise.allSettled([
      call('DeleteUserPoolClient', { ClientId }),
      set({ ClientId, CSS, ImageFile }),
      set({ ClientId }),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
    expect(await orphans(world)).toEqual([]);
  });
});
