import { describe, expect, it } from 'vitest';
import { svgProblem } from '#core/branding/svg.ts';

const problemOf = (text: string) => svgProblem(Buffer.from(text));
const svg = (content: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${content}</svg>`;

/** The image of the sample on AWS's page of CreateManagedLoginBranding. */
const SAMPLE =
  'PHN2ZyB3aWR0aD0iMjAwMDAiIGhlaWdodD0iNDAwIiB2aWV3Qm94PSIwIDAgMjAwMDAgNDAwIiBmaWxsPSJub25lIiB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPgo8ZyBjbGlwLXBhdGg9InVybCgjY2xpcDBfMTcyNTlfMjM2Njc0KSI+CjxyZWN0IHdpZHRoPSIyMDAwMCIgaGVpZ2h0PSI0MDAiIGZpbGw9InVybCgjcGFpbnQwX2xpbmVhcl8xNzI1OV8yMzY2NzQpIi8+CjxwYXRoIGQ9Ik0wIDBIMjAwMDBWNDAwSDBWMFoiIGZpbGw9IiMxMjIwMzciIGZpbGwtb3BhY2l0eT0iMC41Ii8+CjwvZz4KPGRlZnM+CjxsaW5lYXJHcmFkaWVudCBpZD0icGFpbnQwX2xpbmVhcl8xNzI1OV8yMzY2NzQiIHgxPSItODk0LjI0OSIgeTE9IjE5OS45MzEiIHgyPSIxODAzNC41IiB5Mj0iLTU4OTkuNTciIGdyYWRpZW50VW5pdHM9InVzZXJTcGFjZU9uVXNlIj4KPHN0b3Agc3RvcC1jb2xvcj0iI0JGODBGRiIvPgo8c3RvcCBvZmZzZXQ9IjEiIHN0b3AtY29sb3I9IiNGRjhGQUIiLz4KPC9saW5lYXJHcmFkaWVudD4KPGNsaXBQYXRoIGlkPSJjbGlwMF8xNzI1OV8yMzY2NzQiPgo8cmVjdCB3aWR0aD0iMjAwMDAiIGhlaWdodD0iNDAwIiBmaWxsPSJ3aGl0ZSIvPgo8L2NsaXBQYXRoPgo8L2RlZnM+Cjwvc3ZnPgo=';

describe('an SVG', () => {
  it.each([
    ["AWS's sample", Buffer.from(SAMPLE, 'base64').toString()],
    ['nothing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    [
      'a declaration and comments',
      `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<!-- a < b -->${svg('<!-- c -->')}\n<!-- d -->\n`,
    ],
    ['entities of XML', svg('<title>a &amp; b &lt; c &#65;&#x1F600;</title>', " class='&quot;'")],
    ['a transformation', svg('<g transform="translate(1, 2) rotate(3 4 5) matrix(1 0 0 1 0 0)"/>')],
    [
      'style',
      svg('<style>.a { fill: url(#b); font-family: "Open Sans" }</style><path class="a" style="stroke: RGB(1,2,3)"/>'),
    ],
    ['an image in itself', svg('<image href="data:image/png;base64,iVBORw0KGgo="/>')],
    ['references within', svg('<a href="#b"><text>x</text></a><rect fill="url( \'#c\' )" mask="url(#d)"/>')],
    ['filters', svg('<filter id="f"><feGaussianBlur in="SourceGraphic" stdDeviation="2"/></filter>')],
  ])('may have %s', (_what, text) => {
    expect(problemOf(text)).toBeUndefined();
  });

  it.each([
    ['a script', svg('<script>alert(1)</script>'), 'the element script is not allowed'],
    ['a script in other letters', svg('<ScRiPt/>'), 'the element ScRiPt is not allowed'],
    ['HTML', svg('<foreignObject><p/></foreignObject>'), 'the element foreignObject is not allowed'],
    ['another document', svg('<use href="#a"/>'), 'the element use is not allowed'],
    ['a changed attribute', svg('<set attributeName="href"/>'), 'the element set is not allowed'],
    ['an animated reference', svg('<animateTransform attributeName="xlink:HREF"/>'), 'an animation changes href'],
    ['an event handler', svg('', ' onload="alert(1)"'), 'the attribute onload is not allowed'],
    ['an event handler without a space', '<svg/onload="x">', 'an attribute of svg is not well-formed'],
    [
      'an attribute that is not listed',
      svg('', ' dominant-baseline="auto"'),
      'the attribute dominant-baseline is not allowed',
    ],
    ['an XLink', svg('<a xlink:href="#a"/>'), 'the attribute xlink:href is not allowed'],
    ['a link that runs a script', svg('<a href="javascript:alert(1)"/>'), 'href refers to another document'],
    ['a link out', svg('<a href="https://example.com/"/>'), 'href refers to another document'],
    ['an image elsewhere', svg('<image href="//example.com/a.png"/>'), 'href refers to another document'],
    ['an SVG in it', svg('<image href="data:image/svg+xml;base64,AAAA"/>'), 'href refers to another document'],
    [
      'a paint elsewhere',
      svg('<g fill="url(https://example.com/#a)"/>'),
      'in the CSS, the URL https://example.com/#a is not allowed',
    ],
    ['an escaped name', svg('<g fill=\'u\\72l("//a.b")\'/>'), 'in the CSS, u\\72l() is not allowed'],
    ['half a function', svg('<g fill="f(a:b)"/>'), 'in the CSS, ")" is expected'],
    ['an entity in a name', svg('<g fill="url&#40;//a.b)"/>'), 'in the CSS, the URL //a.b is not allowed'],
    ['an import', svg('<style>@import "https://a.b/";</style>'), 'in the CSS, @import is not allowed'],
    ['an image of CSS', svg('<style>*{background:url(a.png)}</style>'), 'in the CSS, the URL a.png is not allowed'],
    [
      'an image set',
      svg('<g style="fill:-webkit-image-set(\'https://a.b/\' 1x)"/>'),
      'in the CSS, -webkit-image-set() is not allowed',
    ],
    ['a variable', svg('<g style="--a: url(//a.b)"/>'), 'in the CSS, the URL //a.b is not allowed'],
    ['an element in style', svg('<style><g/></style>'), 'style has an element in it'],
    ['style without an end', svg('<style/>'), 'style is empty'],
    ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`, 'there is markup that is not allowed'],
    ['an entity', svg('&a;'), 'there is an entity that is not defined'],
    ['an entity of HTML', svg('&nbsp;'), 'there is an entity that is not defined'],
    ['half an entity', svg('<g class="&#x;"/>'), 'there is an entity that is not defined'],
    ['a character beyond Unicode', svg('&#x110000;'), 'there is no such character'],
    ['a style sheet elsewhere', `<?xml-stylesheet href="a.css"?>${svg('')}`, 'there is markup that is not allowed'],
    ['CDATA', svg('<style><![CDATA[]]></style>'), 'there is markup that is not allowed'],
    ['another encoding', `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`, 'the content is not UTF-8'],
    ['no root', '<!-- -->', 'there is no root element'],
    ['two roots', svg('') + svg(''), 'there is more than one root element'],
    ['text around it', `${svg('')}x`, 'there is text outside the root element'],
    ['another root', '<g xmlns="http://www.w3.org/2000/svg"/>', 'the root element is not svg'],
    ['no namespace', '<svg/>', 'the namespace is not http://www.w3.org/2000/svg'],
    [
      'another namespace',
      svg('<g xmlns="http://www.w3.org/1999/xhtml"/>'),
      'the namespace is not http://www.w3.org/2000/svg',
    ],
    ['an element without an end', svg('<g>'), 'the end of svg is where none may be'],
    ['no end', '<svg xmlns="http://www.w3.org/2000/svg">', 'svg does not end'],
    ['a wrong end', svg('<g></G>'), 'the end of G is where none may be'],
    ['an attribute twice', svg('<g id="a" id="b"/>'), 'g has id twice'],
    ['an attribute without quotes', svg('<g id=a/>'), 'an attribute of g is not well-formed'],
    ['a comment that ends early', svg('<!-- --!><script/> -->'), 'a comment does not end as it must'],
    ['a comment that is over for HTML', svg('<!--><script/>-->'), 'a comment does not end as it must'],
    ['another one', svg('<!---><script/>-->'), 'a comment does not end as it must'],
    [
      'markup in a comment, where HTML knows no comments',
      svg('<desc><title><!--</title><img src=x onerror=alert(1)>--></title></desc>'),
      'there is markup in a comment',
    ],
    ['a reference in style', svg('<style>&#47;* .a{} *&#47;</style>'), 'style has a reference in it'],
    ['nothing at all', '', 'there is no root element'],
  ])('must not have %s', (_what, text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it('is UTF-8', () => {
    expect(svgProblem(Buffer.from(svg(''), 'utf16le'))).toBe('there is markup that is not allowed');
    expect(svgProblem(Buffer.from([0xff, 0xfe, 0x3c, 0]))).toBe('the content is not UTF-8');
  });

  it('may have any number of transformations, and not any number of other texts of CSS', () => {
    expect(problemOf(svg('<g transform="matrix(1 0 0 1 2.5e-3 -4)"/>'.repeat(2_000)))).toBeUndefined();
    expect(problemOf(svg('<g fill="url(#a)"/>'.repeat(2_000)))).toBe('there is too much CSS');
  });

  it('is refused in the end, however it is nested or repeated', () => {
    expect(problemOf(svg(`${'<g>'.repeat(300)}${'</g>'.repeat(300)}`))).toBe('elements are nested too deeply');
    expect(problemOf(svg(`<g style="fill: ${'('.repeat(100_000)}"/>`))).toBe(
      'in the CSS, its brackets are nested too deeply',
    );
    expect(problemOf(`<svg ${' '.repeat(500_000)}`)).toBe('an attribute of svg is not well-formed');
    expect(problemOf(svg('<g/>'.repeat(200_000)))).toBeUndefined();
    expect(problemOf(svg(`<${'a'.repeat(500_000)}/>`))?.length).toBeLessThan(300);
  });
});
