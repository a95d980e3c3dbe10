import { describe, expect, it } from 'vitest';
import { checkedSettings, mergedSettings } from '#core/branding/settings.ts';

type Tree = Readonly<Record<string, never>>;
const at = (document: unknown, path: string) =>
  path.split('.').reduce((value, name) => (value as Tree)[name] as unknown, document);
/** A document with one value. */
const only = (path: string, value: unknown) =>
  path
    .split('.')
    .reverse()
    .reduce((inner: unknown, name) => ({ [name]: inner }), value);

describe('the settings of a style', () => {
  const defaults = mergedSettings();

  it.each([
    ['categories.global.colorSchemeMode', 'LIGHT'],
    ['categories.form.displayGraphics', true],
    [
      'categories.auth.authMethodOrder',
      [
        [
          { display: 'BUTTON', type: 'FEDERATED' },
          { display: 'INPUT', type: 'USERNAME_PASSWORD' },
        ],
      ],
    ],
    ['componentClasses.buttons.borderRadius', 8],
    ['componentClasses.link.lightMode.hover.textColor', '033160ff'],
    ['componentClasses.link.darkMode.hover.textColor', '89bdeeff'],
    ['componentClasses.statusIndicator.darkMode.warning.indicatorColor', 'e0ca57ff'],
    ['componentClasses.statusIndicator.lightMode.pending', { indicatorColor: 'AAAAAAAA' }],
    ['components.alert.borderRadius', 12],
    ['components.idpButton.custom', {}],
    ['components.idpButton.standard.lightMode.defaults.borderColor', '424650ff'],
    ['components.pageBackground.image.enabled', false],
    ['components.pageHeader.darkMode.background.color', '0f141aff'],
    ['components.secondaryButton.darkMode.active.backgroundColor', '354150ff'],
  ])('have the default %s', (path, value) => {
    expect(at(defaults, path)).toEqual(value);
    const merged = mergedSettings({ components: { form: { borderRadius: 3 } } });
    expect(at(merged, path)).toEqual(value);
    expect(at(merged, 'components.form.borderRadius')).toBe(3);
  });

  it('take their own defaults, and documents with a part of them', () => {
    expect(checkedSettings(defaults)).toBe(defaults);
    expect(checkedSettings({})).toEqual({});
    const mixed = [
      ...[only('components.form.borderRadius', 9999), only('components.form.borderRadius', 0.5)],
      ...[only('categories.form.location.horizontal', 'END'), only('categories.auth.authMethodOrder', [])],
      only('components.idpButton.custom.Google.lightMode.hover.textColor', 'ABCDEF01'),
      only('components.favicon.enabledTypes', ['SVG']),
    ];
    for (const document of mixed) expect(checkedSettings(document)).toBe(document);
  });

  it.each([
    ['components.form.lightMode.borderColor', 'fff'],
    ['components.form.lightMode.borderColor', '#c6c6cdff'],
    ['components.form.lightMode.borderColor', null],
    ['components.form.borderRadius', '8'],
    ['components.form.borderRadius', -1],
    ['components.form.borderRadius', 10_000],
    ['components.form.logo.enabled', 'true'],
    ['components.form.logo', []],
    ['components.favicon.enabledTypes', ['PNG']],
    ['components.idpButton.custom.Google', 'blue'],
    ['categories.global.colorSchemeMode', 'BROWSER_ADAPTIVE'],
    ['categories.auth.authMethodOrder', [{ display: 'BUTTON', type: 'FEDERATED' }]],
    ['categories.auth.authMethodOrder', [[{ display: 'BUTTON', type: 'FEDERATED', more: 1 }]]],
    ['categories.auth.federation.order', [1]],
    ['categories.signUp.acceptanceElements', [{ enforcement: 'ALL', textKey: 'en' }]],
  ])('refuse a wrong value of %s: %s', (path, value) => {
    expect(() => checkedSettings(only(path, value))).toThrow(
      `Invalid settings provided. Validation errors: [{property: $.${path}, errorType: InvalidValue}]`,
    );
  });

  it.each([
    'a',
    'categories.constructor',
    'components.__proto__x',
    'components.form.color',
    'components.idpButton.custom.Google.a',
  ])('refuse the member %s that does not exist', (path) => {
    expect(() => checkedSettings(only(path, {}))).toThrow(`[{property: $.${path}, errorType: UnknownProperty}]`);
  });

  it('refuse a member that is the prototype of others', () => {
    expect(() => checkedSettings(JSON.parse('{"__proto__": {}}'))).toThrow('$.__proto__, errorType: UnknownProperty');
    const custom = '{"components": {"idpButton": {"custom": {"__proto__": {"lightMode": {}}}}}}';
    expect(JSON.stringify(mergedSettings(checkedSettings(JSON.parse(custom))))).toContain(
      '"__proto__":{"lightMode":{}}',
    );
  });

  it('name no more than 20 problems, and none at length', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, number) => [`${number}${'x'.repeat(1000)}`, 1]));
    const error = (() => {
      try {
        return checkedSettings(many);
      } catch (thrown) {
        return thrown;
      }
    })();
    const { message } = error as Error;
    expect(message.match(/UnknownProperty/g)).toHaveLength(20);
    expect(message.length).toBeLessThan(6000);
  });
});
