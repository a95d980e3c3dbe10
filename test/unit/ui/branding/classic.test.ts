import { describe, expect, it } from 'vitest';
import { classicLook } from '#ui/branding/classic.ts';
import { CLASSIC, PLAIN } from '#ui/look.ts';

const look = (css: string, image?: 'PNG') =>
  classicLook({
    poolId: 'us-east-1_Pool',
    clientId: 'ALL',
    css,
    ...(image && { image: { type: image, bytes: '' } }),
    cssVersion: Date.UTC(2026, 2, 1, 12),
    createdAt: 0,
    modifiedAt: 0,
    version: 1,
  });
const GUARD = '.errorMessage-customizable:not(';
/** What stands behind our own style sheet. */
const behind = (css: string) => look(css).css.slice(look(css).css.lastIndexOf('forced-color-adjust:none}}') + 26);
/** The same without the rules that keep errors visible, which are there whatever the CSS is about. */
const added = (css: string) => behind(css).split(GUARD)[0];
const error = (declarations: string) => behind(`.errorMessage-customizable{${declarations}}`);

describe('the look of classic pages', () => {
  it('is light, with the CSS behind ours and the logo in the banner', () => {
    const { css, formLogo, hasBanner, graphics, choosesLanguage } = look(
      '.label-customizable { font-weight: 400 }',
      'PNG',
    );
    expect(css).toContain(':root{color-scheme:light;');
    expect(css).not.toContain('prefers-color-scheme');
    expect(added('.label-customizable { font-weight: 400 }')).toBe('.label-customizable{font-weight:400}');
    const path = '/us-east-1_Pool/ALL/20260301120000/assets/images/image.jpg';
    expect(formLogo).toEqual({ picture: { light: path, dark: path }, isInside: true, isTop: true });
    expect([hasBanner, graphics, choosesLanguage]).toEqual([true, undefined, true]);
  });

  it('is the plain one without graphics where there is none', () => {
    expect([CLASSIC.css, CLASSIC.graphics]).toEqual([PLAIN.css, undefined]);
  });

  it.each([
    ['an at-rule', '@import "https://example.com/a.css";'],
    ['a foreign selector', 'main { display: none }'],
    ['the end of the element', '.label-customizable{color:red}</style><script>'],
  ])('leaves out stored CSS that would not be accepted today: %s', (_, css) => {
    expect(added(css)).toBe('');
  });

  it.each([
    ['.label-customizable{color:#000', '.label-customizable{color:#000}'],
    ['.label-customizable{color:#000}/* a', '.label-customizable{color:#000}'],
    [
      '.banner-customizable{background:url("https://a.example/x',
      '.banner-customizable{background:url(https://a.example/x)}',
    ],
  ])('ends what the CSS does not end: %s', (css, expected) => {
    expect(added(css)).toBe(expected);
  });

  it('never ends the element of the style sheet', () => {
    expect(added('.label-customizable{font-family:"\\3c/style>"}')).toBe(
      '.label-customizable{font-family:"\\3c /style>"}',
    );
  });

  it('names the origins of images, and of nothing else', () => {
    const urls = [
      'https://a.example/1.png',
      'https://a.example/2.png',
      'https://b.example:8443/3',
      'data:image/png;base64,AA==',
    ];
    const css = urls.map((url) => `.logo-customizable{background:url(${url})}`).join('');
    expect(look(css).imageOrigins).toEqual(['https://a.example', 'https://b.example:8443']);
    expect(look('.logo-customizable{background:url(https://[::1]/a.png)}').imageOrigins).toEqual([]);
    expect(look('.logo-customizable{background:url("https://a;script-src/")}').imageOrigins).toEqual([]);
  });

  it('names no more origins than a header can have', () => {
    const css = Array.from({ length: 500 }, (_, n) => `.logo-customizable{background:url(https://${n}.example/)}`);
    const { imageOrigins } = look(css.join(''));
    expect(imageOrigins[0]).toBe('https://0.example');
    expect(imageOrigins.join(' ').length).toBeLessThanOrEqual(1000);
    const long = `https://${'a.'.repeat(5000)}example`;
    const two = `.logo-customizable{background:url(${long}),url(https://b.example)}`;
    expect(look(two).imageOrigins).toEqual(['https://b.example']);
  });

  it.each([
    'margin-left:99vw',
    'margin:99in!important',
    'margin:1e3px',
    'margin-inline-start:100%',
    'padding:50vw',
    'padding:max(99in)',
    'padding:+40px',
    'border-left:99in solid red',
    'border-width:1px 50vw',
    'border-image:linear-gradient(red,red) 30 fill/99px',
    'border-block:calc(99vw) solid',
    'margin:-9999px;margin:0 0 0 0 0',
    'border:50vw solid!important;border:1px 1px 1px',
  ])('leaves room for errors: %s', (declarations) => {
    const usual = declarations.startsWith('border') ? 'border:1px solid' : 'margin:1rem 0!important;padding:';
    expect(error(declarations)).toContain(`;${usual}`);
  });

  it.each([
    'margin:0 auto 1.5em',
    'padding:12px 16PX',
    'border:2px solid #123456',
    'border-top:.5em solid rgb(1 2 3/.5)',
  ])('leaves errors their space: %s', (declarations) =>
    expect(error(declarations)).not.toMatch(/;(margin:1rem|border:1px)/),
  );

  it('keeps errors visible in CSS that is about something else', () => {
    const css = behind(
      '.background-customizable{--alert-bg:#fff;--alert-text:#fff;letter-spacing:-2em;visibility:hidden}',
    );
    const guard = css.slice(css.lastIndexOf(GUARD));
    expect(guard).toContain('visibility:visible!important;');
    expect(guard).toContain('letter-spacing:normal!important;');
    expect(guard).toContain('background-color:#fff7f7!important;color:#000716!important}');
  });

  it.each([
    'display:none!important',
    'visibility:hidden',
    'opacity:0',
    'position:absolute;left:-9999px',
    'clip-path:inset(100%)',
    'transform:scale(0)',
    'font-size:0',
    'font-size:calc(0px)',
    'margin:-9999px',
    'width:0;overflow:hidden;height:0',
    '-webkit-text-fill-color:transparent',
  ])('shows errors whatever the CSS says: %s', (declarations) => {
    const css = error(declarations);
    const guard = css.slice(css.lastIndexOf(GUARD));
    const names = [...declarations.matchAll(/(?:^|;)([\w-]+):/g)].map(([, name]) => name);
    for (const name of names) expect(guard).toMatch(new RegExp(`[{;](min-)?${name}:[^;]*!important`));
    expect(guard).toContain('display:flex!important;visibility:visible!important;opacity:1!important;');
  });

  it.each([
    ['a color that can be read', 'color:#a00;background:#fff', '#ffffff', '#aa0000'],
    ['a color like the background', 'color:#fff;background:#fff', '#ffffff', '#000716'],
    ['the last of two', 'background:#000;background-color:#fff;color:#fff', '#ffffff', '#000716'],
    ['an important one before', 'background:#000!important;background:#fff;color:#000', '#000000', '#ffffff'],
    ['a color that is not plain', 'color:var(--x);background:#000', '#000000', '#ffffff'],
    ['an image', 'color:#fff;background:url(data:image/png;base64,AA==)', '#fff7f7', '#000716'],
    ['a color that shines through', 'color:#000;background:transparent', '#ffffff', '#000000'],
  ])('has errors that can be read: %s', (_, declarations, background, color) => {
    expect(error(declarations)).toContain(`background-color:${background}!important;color:${color}!important`);
  });

  it.each([
    ['.inputField-customizable{color:#fff;background:#fff}', '.inputField-customizable{color:#000716!important}'],
    [
      '.inputField-customizable{background:#000}.inputField-customizable:focus{color:#111}',
      '.inputField-customizable:focus{color:#ffffff!important}',
    ],
    ['.label-customizable{color:#eee}', '.label-customizable{color:#000716!important}'],
    [
      '.background-customizable{background:#000}.label-customizable{color:#222}',
      '.label-customizable{color:#ffffff!important}',
    ],
    ['.submitButton-customizable{background-color:#ff0}', '.submitButton-customizable{color:#000000!important}'],
    ['.submitButton-customizable:hover{color:#033160}', '.submitButton-customizable:hover{color:#ffffff!important}'],
  ])('has text that can be read: %s', (css, guard) => {
    expect(added(css)).toContain(guard);
  });

  it('leaves readable colors as they are', () => {
    const css = '.label-customizable{color:#333}.inputField-customizable{color:#555;background-color:#fff}';
    expect(added(css)).toBe(css);
  });

  it('has its own texts readable on a dark card', () => {
    expect(look('.background-customizable{background-color:#222}').css).toMatch(/--heading:#ffffff;.*--link:#ffffff;/);
  });
});
