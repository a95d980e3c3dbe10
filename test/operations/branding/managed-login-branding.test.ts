import { beforeEach, describe, expect, it } from 'vitest';
import { mergedSettings } from '#core/branding/settings.ts';
import { ABSENT_ID, base64, createWorld, ICO, JPEG, orphans, png, SVG, UUID, type World } from './setup.ts';

const SETTINGS = {
  categories: { global: { colorSchemeMode: 'DYNAMIC' } },
  components: { primaryButton: { lightMode: { defaults: { backgroundColor: 'C0FFEE00' } } } },
};
const EITHER_OR = {
  name: 'InvalidParameterException',
  message: 'useCognitoProvidedValues or settings should be specified (but not both)',
};
const asset = (Bytes: Uint8Array, more: object = {}) => ({
  Category: 'PAGE_BACKGROUND',
  ColorMode: 'LIGHT',
  Extension: 'PNG',
  ...more,
  Bytes: base64(Bytes),
});
const ASSETS = [
  asset(png(700_000)),
  asset(JPEG, { ColorMode: 'DARK', Extension: 'JPEG' }),
  asset(SVG, { Category: 'FAVICON_SVG', ColorMode: 'DYNAMIC', Extension: 'SVG' }),
  asset(ICO, { Category: 'IDP_BUTTON_ICON', ColorMode: 'DYNAMIC', Extension: 'ICO', ResourceId: 'My provider' }),
];

describe('managed login branding', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });

  const call = (operation: string, input: object) => world.app.call(operation, { UserPoolId: world.pool.id, ...input });
  const create = async (input: object = { Settings: SETTINGS }) =>
    (await call('CreateManagedLoginBranding', { ClientId: world.client.id, ...input })).ManagedLoginBranding;
  const update = async (input: object) => (await call('UpdateManagedLoginBranding', input)).ManagedLoginBranding;
  const shown = async (input: object = {}) =>
    (await call('DescribeManagedLoginBrandingByClient', { ClientId: world.client.id, ...input })).ManagedLoginBranding;

  it('is shown in the same way by all operations, images included', async () => {
    const style = await create({ Settings: SETTINGS, Assets: ASSETS });
    const now = world.app.deps.clock.now() / 1000;
    expect(style).toEqual({
      ManagedLoginBrandingId: expect.stringMatching(UUID),
      UserPoolId: world.pool.id,
      UseCognitoProvidedValues: false,
      Settings: SETTINGS,
      Assets: ASSETS,
      CreationDate: now,
      LastModifiedDate: now,
    });
    expect(await shown()).toEqual(style);
    const { ManagedLoginBrandingId } = style;
    expect(await call('DescribeManagedLoginBranding', { ManagedLoginBrandingId })).toEqual({
      ManagedLoginBranding: style,
    });
    expect(await orphans(world)).toEqual([]);
  });

  it('is the default one, or has settings, and not both', async () => {
    for (const input of [
      {},
      { UseCognitoProvidedValues: false },
      { UseCognitoProvidedValues: true, Settings: SETTINGS },
      { Assets: ASSETS },
    ]) {
      await expect(create(input)).rejects.toMatchObject(EITHER_OR);
    }
    const style = await create({ UseCognitoProvidedValues: true, Assets: [ASSETS[1]] });
    expect(style).toMatchObject({ UseCognitoProvidedValues: true, Assets: [ASSETS[1]] });
    expect(style).not.toHaveProperty('Settings');
    const { ManagedLoginBrandingId } = style;
    for (const input of [{ UseCognitoProvidedValues: false }, { UseCognitoProvidedValues: true, Settings: {} }]) {
      await expect(update({ ManagedLoginBrandingId, ...input })).rejects.toMatchObject(EITHER_OR);
    }
    expect(await shown()).toEqual(style);
  });

  it('adds the defaults where they are asked for', async () => {
    const { ManagedLoginBrandingId } = await create();
    const merged = await shown({ ReturnMergedResources: true });
    expect(merged.Settings).toEqual(mergedSettings(SETTINGS));
    expect(merged.Settings.categories.global).toMatchObject({ colorSchemeMode: 'DYNAMIC', spacingDensity: 'REGULAR' });
    expect(await call('DescribeManagedLoginBranding', { ManagedLoginBrandingId, ReturnMergedResources: true })).toEqual(
      {
        ManagedLoginBranding: merged,
      },
    );
    await update({ ManagedLoginBrandingId, UseCognitoProvidedValues: true });
    expect((await shown({ ReturnMergedResources: true })).Settings).toEqual(mergedSettings());
    // What is shown can be given again.
    expect((await update({ ManagedLoginBrandingId, Settings: merged.Settings })).Settings).toEqual(merged.Settings);
  });

  it('keeps what an update does not name', async () => {
    const style = await create({ Settings: SETTINGS, Assets: ASSETS });
    const { ManagedLoginBrandingId } = style;
    world.app.advance(5000);
    const LastModifiedDate = style.LastModifiedDate + 5;
    expect(await update({ ManagedLoginBrandingId })).toEqual({ ...style, LastModifiedDate });
    const Settings = { categories: {} };
    expect(await update({ ManagedLoginBrandingId, Settings })).toEqual({ ...style, Settings, LastModifiedDate });
    // An image replaces the one of the same category, color mode and resource, or is added.
    const changed = [
      asset(png(300_000), { ColorMode: 'DARK' }),
      asset(SVG, { Category: 'IDP_BUTTON_ICON', ColorMode: 'DYNAMIC', Extension: 'SVG', ResourceId: 'Another' }),
    ];
    const Assets = [ASSETS[0], ASSETS[2], ASSETS[3], ...changed];
    const after = { ...style, Settings, Assets, LastModifiedDate };
    expect(await update({ ManagedLoginBrandingId, Assets: changed })).toEqual(after);
    expect(await shown()).toEqual(after);
    expect(await update({ ManagedLoginBrandingId, Assets: [] })).toEqual(after);
    expect(await orphans(world)).toEqual([]);
    const reset = await update({ ManagedLoginBrandingId, UseCognitoProvidedValues: true });
    const { Settings: _, ...rest } = style;
    expect(reset).toEqual({ ...rest, UseCognitoProvidedValues: true, Assets: [], LastModifiedDate });
    expect(await shown()).toEqual(reset);
    expect(await update({ ManagedLoginBrandingId, Settings })).toMatchObject({
      UseCognitoProvidedValues: false,
      Settings,
    });
    expect(await orphans(world)).toEqual([]);
  });

  it('is one for each client, also when two are made at the same time', async () => {
    const outcomes = await Promise.allSettled([create(), create(), create()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(create()).rejects.toMatchObject({
      name: 'ManagedLoginBrandingExistsException',
      message: `A branding style already exists for app client ${world.client.id}.`,
    });
    const { ManagedLoginBrandingId } = await shown();
    expect(await call('DeleteManagedLoginBranding', { ManagedLoginBrandingId })).toBeUndefined();
    expect((await create()).ManagedLoginBrandingId).not.toBe(ManagedLoginBrandingId);
  });

  it('is there at most 20 times in a pool, also when two are made at the same time', async () => {
    const { records } = world.app.deps;
    const { ManagedLoginBrandingId } = await create();
    const { values } = await records.within('brandingStyle', { poolId: world.pool.id });
    await call('DeleteManagedLoginBranding', { ManagedLoginBrandingId });
    for (let number = 1; number < 20; number++) {
      const value = { ...values[0]!, id: `id-${number}`, clientId: `client${number}` };
      expect(await records.commit([{ op: 'create', kind: 'brandingStyle', value }])).toBeUndefined();
    }
    const outcomes = await Promise.allSettled([create(), create({ ClientId: world.other.id, Settings: {} })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'LimitExceededException', message: 'A user pool can have at most 20 branding styles.' },
    });
  });

  it('lists everything that is wrong with the settings', async () => {
    const wrong = {
      categories: { form: { instructions: { enabled: 1 } }, global: { colorSchemeMode: 'BROWSER_ADAPTIVE' } },
      components: { form: { instructions: { enabled: true } }, pageBackground: { lightMode: { color: '#fff' } } },
      more: {},
    };
    await expect(create({ Settings: wrong })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Invalid settings provided. Validation errors: [' +
        '{property: $.categories.form.instructions.enabled, errorType: InvalidValue}, ' +
        '{property: $.categories.global.colorSchemeMode, errorType: InvalidValue}, ' +
        '{property: $.components.form.instructions, errorType: UnknownProperty}, ' +
        '{property: $.components.pageBackground.lightMode.color, errorType: InvalidValue}, ' +
        '{property: $.more, errorType: UnknownProperty}]',
    });
    for (const Settings of ['text', 1, true, [], [SETTINGS], { categories: null }, { categories: [] }]) {
      await expect(create({ Settings }), JSON.stringify(Settings)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringMatching(/^Invalid settings provided\. Validation errors: \[\{property: \$/),
      });
    }
  });

  it.each<[string, object, string]>([
    ['a category', asset(png(), { Category: 'FAVICON_ICO' }), 'the extension must be one of ICO'],
    ['a category', asset(ICO, { Extension: 'ICO' }), 'the extension must be one of PNG, SVG, JPEG'],
    ['a category', asset(png(), { Extension: 'WEBP' }), 'the extension must be one of PNG, SVG, JPEG'],
    ['its content', asset(JPEG), 'the content is not PNG'],
    ['its content', asset(png(), { Extension: 'JPEG' }), 'the content is not JPEG'],
    ['its content', asset(Buffer.from('<script/>')), 'the content is not PNG'],
    ['its content', asset(Buffer.alloc(0)), 'there is no image'],
    ['its content', { ...asset(png()), Bytes: undefined }, 'there is no image'],
    [
      'what an SVG may have',
      asset(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), { Extension: 'SVG' }),
      'the element script is not allowed',
    ],
  ])('refuses an image that does not fit %s', async (_what, wrong, problem) => {
    const { Category, ColorMode } = wrong as { Category: string; ColorMode: string };
    await expect(create({ Settings: SETTINGS, Assets: [ASSETS[1], wrong] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid asset ${Category} (${ColorMode}): ${problem}.`,
    });
    await expect(shown()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await orphans(world)).toEqual([]);
  });

  it('refuses two images for the same', async () => {
    const twice = [asset(png(100)), asset(JPEG, { Extension: 'JPEG' })];
    await expect(create({ Settings: SETTINGS, Assets: twice })).rejects.toMatchObject({
      message: 'Invalid asset PAGE_BACKGROUND (LIGHT): there is another asset for the same.',
    });
    const Assets = ['One', 'Two'].map((ResourceId) => asset(png(100), { ResourceId }));
    expect((await create({ Settings: SETTINGS, Assets })).Assets).toEqual(Assets);
  });

  const many = (fill: number, name = 'image') =>
    Array.from({ length: 40 }, (_, number) => asset(png(fill), { ResourceId: `${name} ${number}` }));

  it('grows by several requests, up to what one transaction can take away', async () => {
    const { ManagedLoginBrandingId } = await create({ Settings: SETTINGS, Assets: many(30_000) });
    const refused = (message: string) => ({ name: 'InvalidParameterException', message });
    await expect(update({ ManagedLoginBrandingId, Assets: many(100, 'other').slice(0, 1) })).rejects.toMatchObject(
      refused('A branding style can have at most 40 assets.'),
    );
    const large = (from: number, to: number) => many(990_000).slice(from, to);
    await update({ ManagedLoginBrandingId, Assets: large(0, 1) });
    await expect(update({ ManagedLoginBrandingId, Assets: large(1, 2) })).rejects.toMatchObject(
      refused('The assets of a branding style can have at most 2500000 bytes together.'),
    );
    expect((await shown()).Assets).toEqual([...many(30_000).slice(1), ...large(0, 1)]);
    await expect(
      update({ ManagedLoginBrandingId, UseCognitoProvidedValues: true, Assets: many(700_000).slice(0, 1) }),
    ).rejects.toMatchObject(
      refused(
        'The new assets and those that they replace can have at most 2700000 bytes together. Replace fewer at once.',
      ),
    );
    await update({ ManagedLoginBrandingId, UseCognitoProvidedValues: true });
    expect((await shown()).Assets).toEqual([]);
    expect(await orphans(world)).toEqual([]);
  });

  it('names the wrong images before the wrong settings, and a value that is no list of them', async () => {
    const { ManagedLoginBrandingId } = await create();
    const Settings = { more: 1 };
    await expect(update({ ManagedLoginBrandingId, Settings, Assets: [asset(JPEG)] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid asset PAGE_BACKGROUND (LIGHT): the content is not PNG.',
    });
    await expect(update({ ManagedLoginBrandingId: 'x', Assets: [...many(100), asset(JPEG)] })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^2 validation errors detected: .* at 'assets' .*; .* at 'managedLoginBrandingId'/,
      ),
    });
    for (const Assets of [{}, 'text', 1]) {
      await expect(update({ ManagedLoginBrandingId, Assets })).rejects.toMatchObject({
        name: 'SerializationException',
        message: 'Unexpected field type',
      });
    }
  });

  it('takes as many images as a request may have, and replaces all of them at once', async () => {
    const { ManagedLoginBrandingId } = await create({ Settings: SETTINGS, Assets: many(33_000) });
    const Assets = many(33_001);
    expect((await update({ ManagedLoginBrandingId, Assets })).Assets).toEqual(Assets);
    expect((await shown()).Assets).toEqual(Assets);
    expect(await orphans(world)).toEqual([]);
  });

  it('has the images of one of several updates at the same time', async () => {
    const { ManagedLoginBrandingId } = await create({ Settings: SETTINGS, Assets: [asset(png(300_000))] });
    const sets = [1, 2, 3].map((number) => [asset(png(300_000 + number))]);
    const answers = await Promise.all(sets.map((Assets) => update({ ManagedLoginBrandingId, Assets })));
    expect(answers.map(({ Assets }) => Assets)).toEqual(sets);
    expect(sets).toContainEqual((await shown()).Assets);
    expect(await orphans(world)).toEqual([]);
  });

  it('is not found in another pool, for another client, or after it is deleted', async () => {
    const { ManagedLoginBrandingId } = await create();
    const gone = { name: 'ResourceNotFoundException' };
    const { pool, client } = world.foreign;
    for (const operation of ['Describe', 'Update', 'Delete'].map((verb) => `${verb}ManagedLoginBranding`)) {
      const UserPoolId = pool.id;
      await expect(call(operation, { UserPoolId, ManagedLoginBrandingId })).rejects.toMatchObject(gone);
      await expect(call(operation, { ManagedLoginBrandingId: ABSENT_ID })).rejects.toMatchObject({
        ...gone,
        message: `Managed login branding ${ABSENT_ID} does not exist.`,
      });
    }
    await expect(create({ ClientId: client.id, Settings: {} })).rejects.toMatchObject(gone);
    await expect(shown({ ClientId: client.id })).rejects.toMatchObject(gone);
    await expect(shown({ ClientId: world.other.id })).rejects.toMatchObject(gone);
    await call('DeleteManagedLoginBranding', { ManagedLoginBrandingId });
    for (const operation of ['Describe', 'Update', 'Delete'].map((verb) => `${verb}ManagedLoginBranding`)) {
      await expect(call(operation, { ManagedLoginBrandingId })).rejects.toMatchObject(gone);
    }
  });

  it('needs to be told which style is to be updated', async () => {
    const { ManagedLoginBrandingId } = await create();
    for (const input of [{}, { UserPoolId: undefined, ManagedLoginBrandingId }]) {
      await expect(update({ ...input, UseCognitoProvidedValues: true })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'UserPoolId and ManagedLoginBrandingId must be specified.',
      });
    }
  });

  it('goes with its client, whatever is made of it at the same time', async () => {
    const { ManagedLoginBrandingId } = await create({ Settings: SETTINGS, Assets: ASSETS });
    const outcomes = await Promise.allSettled([
      call('DeleteUserPoolClient', { ClientId: world.client.id }),
      update({ ManagedLoginBrandingId, Assets: [asset(png(300_000))] }),
      call('DeleteManagedLoginBranding', { ManagedLoginBrandingId }).then(() => create()),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
    await expect(shown()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await orphans(world)).toEqual([]);
  });
});
