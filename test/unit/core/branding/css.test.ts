import { describe, expect, it } from 'vitest';
import { classicCssProblem } from '#core/branding/css.ts';

const NAMES = [
  ...[
    'background',
    'banner',
    'errorMessage',
    'idpButton',
    'idpDescription',
    'inputField',
    'label',
    'legalText',
    'logo',
  ],
  ...['passwordCheck-notValid', 'passwordCheck-valid', 'redirect', 'socialButton', 'submitButton', 'textDescription'],
];
const SELECTORS = [
  ...NAMES.map((name) => `.${name}-customizable`),
  ...['.idpButton-customizable:hover', '.submitButton-customizable:hover', '.inputField-customizable:focus'],
];
const rule = (declarations: string) => `.logo-customizable { ${declarations} }`;

describe('the CSS of classic pages', () => {
  it('may have the 18 selectors', () => {
    expect(SELECTORS).toHaveLength(18);
    for (const selector of SELECTORS) expect(classicCssProblem(`${selector} { color: red }`)).toBeUndefined();
    expect(classicCssProblem(`${SELECTORS.join(',\n')} {}\n/* ${SELECTORS[0]} */`)).toBeUndefined();
  });

  it.each([
    'margin: 20px -15px 10px -13px; border-radius: 0px; background: #F5F5F5',
    "background-image: url('https://example.com/a.png')",
    'background: url(data:image/png;base64,AAAA)',
    'font-family: "Open \\201C Sans", serif; width: calc(100% - 2px); content: "<b>"',
    '--main: #fff; color: var(--main)',
  ])('may have declarations: %s', (declarations) => {
    expect(classicCssProblem(rule(declarations))).toBeUndefined();
  });

  it.each([
    ['.foo-customizable { }', '.foo-customizable'],
    ['.logo-customizable, .foo { }', '.foo'],
    ['.logo-customizable:hover { }', '.logo-customizable:hover'],
    ['.logo-customizable .label-customizable { }', '.logo-customizable .label-customizable'],
    ['.logo-customizable.label-customizable { }', '.logo-customizable.label-customizable'],
    ['.Logo-customizable { }', '.Logo-customizable'],
    ['body { }', 'body'],
    ['* { }', '*'],
    ['input[type=password] { }', 'input[type=password]'],
    ['#logo-customizable { }', '#logo-customizable'],
    ['.logo-customizable::before { }', '.logo-customizable::before'],
  ])('has no other selectors: %s', (css, selector) => {
    expect(classicCssProblem(css)).toBe(`The CSS class ${selector} is not in the list of allowed classes.`);
  });

  it.each([
    ['@import "https://example.com/a.css";', '@import is not allowed'],
    ['@media print { .logo-customizable { } }', '@media is not allowed'],
    ['@supports (color: red) { }', '@supports is not allowed'],
    ['@page { }', '@page is not allowed'],
    ['@font-face { font-family: a }', '@font-face is not allowed'],
    [rule('background: url("javascript:alert(1)")'), 'the URL javascript:alert(1) is not allowed'],
    [rule('background: url(http://example.com/a.png)'), 'the URL http://example.com/a.png is not allowed'],
    [rule('background: url(data:text/html,x)'), 'the URL data:text/html,x is not allowed'],
    [rule('background: url(data:image/svg+xml,x)'), 'the URL data:image/svg+xml,x is not allowed'],
    [rule('background: u\\72l("//a.b")'), 'u\\72l() is not allowed'],
    [rule('background: image-set("https://a.b" 1x)'), 'image-set() is not allowed'],
    [rule('width: expression(alert(1))'), 'expression() is not allowed'],
    [rule('behavior: url(https://a.b/)'), 'behavior is not allowed'],
    [rule('-moz-binding: none'), '-moz-binding is not allowed'],
    ['<!-- .logo-customizable { } -->', 'a part of it is not CSS'],
    ['.logo-customizable { .label-customizable { } }', 'Identifier is expected'],
    ['.logo-customizable', '"{" is expected'],
    ['} body { }', 'Selector is expected'],
    [rule(`width: ${'('.repeat(1000)}`), 'its brackets are nested too deeply'],
    [rule(`width: ${'(]'.repeat(100_000)}`), 'its brackets are nested too deeply'],
  ])('is only rules, and loads only images: %s', (css, problem) => {
    expect(classicCssProblem(css)).toBe(`The CSS is not valid: ${problem}.`);
  });

  it('is refused at its first error, however many follow and however long it is', () => {
    // With an error for every declaration, each of which costs as much as all of the CSS, this would take minutes.
    expect(classicCssProblem(`.label-customizable {${'\n'.repeat(65_000)}${'a;'.repeat(32_000)}`)).toMatch(
      /^The CSS is not valid: /,
    );
    expect(classicCssProblem('a'.repeat(131_073))).toBe('The CSS is not valid: it is too long.');
  });

  it('does not end the element that it stands in', () => {
    expect(classicCssProblem(rule('content: "</STYLE><script>"'))).toBe('The CSS must not contain </style.');
  });

  it('is not repeated as a whole in an error', () => {
    expect(classicCssProblem(`.${'a'.repeat(100_000)} {}`)?.length).toBeLessThan(200);
    expect(classicCssProblem(`@${'a'.repeat(100_000)} {}`)?.length).toBeLessThan(200);
  });
});
