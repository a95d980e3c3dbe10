import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, htmlToText } from '#core/messages/html.ts';

describe('escapeHtml', () => {
  it('escapes what ends text or a quoted attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
    );
  });

  it('is undone by htmlToText, so nobody is told to type an entity', () => {
    const visible = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((text) => !/\s/.test(text));
    const returns = fc.property(visible, (password) => {
      expect(htmlToText(escapeHtml(password))).toBe(password);
    });
    fc.assert(returns, { seed: 1 });
  });
});

describe('htmlToText', () => {
  it.each([
    ['plain text stays', 'Your code is 123456. ', 'Your code is 123456.'],
    ['tags go', '<b>Hello</b>, <i class="x">you</i>', 'Hello, you'],
    ['blocks break lines', '<p>one</p><p>two<br/>three</p>', 'one\n\ntwo\nthree'],
    ['blanks collapse', 'a  \t b\r\n  c', 'a b\nc'],
    [
      'links keep their address',
      `<a class="b" href="https://x.test/?a=1&amp;b=2">Verify</a>!`,
      'Verify (https://x.test/?a=1&b=2)!',
    ],
    ['single quotes too', `<a href='https://x.test/'>Verify</a>`, 'Verify (https://x.test/)'],
    ['only web links', '<a href="javascript:alert(1)">Verify</a>', 'Verify'],
    [
      'style, script and title are not read',
      '<head><title>T</title><style>b{}</style><body><script>x<b>y</b></script>ok',
      'ok',
    ],
    ['comments are not read', 'a<!-- <b>x</b> -- > -->b', 'ab'],
    ['an unclosed comment runs to the end', 'a<!-- b', 'a'],
    ['a doctype is not read', '<!doctype html>a', 'a'],
    ['a comparison is no tag', '1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['entities', '&lt;&gt;&quot;&apos;&#39;&#x27;&AMP;&nbsp;.', `<>"'''& .`],
    ['entities are decoded once', '&amp;lt;', '&lt;'],
    ['unknown and impossible entities stay', '&nope; &#0; &#9999999; &', '&nope; &#0; &#9999999; &'],
  ])('%s', (_rule, html, text) => expect(htmlToText(html)).toBe(text));

  it.each(['<', '<!--', '<a href="', '&#', '<style>'])('ends on a body full of %s', (part) => {
    expect(htmlToText(part.repeat(5000)).length).toBeLessThanOrEqual(part.length * 5000);
  });
});
