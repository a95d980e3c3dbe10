import { describe, expect, it } from 'vitest';
import { helpLinksOf, MOST_OWN, type OwnSettings, withOwnTexts } from '#core/branding/own-settings.ts';
import { checkedSettings, mergedSettings } from '#core/branding/settings.ts';
import { ENGLISH } from '#core/languages/texts.ts';

const HELP = { text: { default: 'Help', de: 'Hilfe' }, url: 'https://example.com/help' };
const OWN: OwnSettings = {
  appName: { default: 'Acme & Co', de: 'Acme und Co' },
  texts: {
    default: { signInTitle: 'Welcome', 'login.rule.length': 'least {least}' },
    'pt-BR': { 'confirm.go': 'Ir', codeSentTo: 'Para {destination}' },
  },
  helpLinks: [HELP, { ...HELP, url: 'mailto:help@example.com', pages: ['login', 'signUp'] }],
  terms: { acceptance: 'REQUIRED', attribute: 'custom:accepted' },
};

/** The problems of a document with this member `ownpool`. */
function problems(ownpool: unknown): readonly string[] {
  try {
    checkedSettings({ ownpool });
    return [];
  } catch (error) {
    const { message } = error as Error;
    return [...message.matchAll(/\{property: (.*?), errorType: (\w+)\}/g)].map(([, path, type]) => `${path} ${type}`);
  }
}

describe('the member ownpool', () => {
  it('is taken, and shown only where it was given', () => {
    expect(problems(OWN)).toEqual([]);
    expect(problems({})).toEqual([]);
    expect(mergedSettings({ ownpool: OWN }).ownpool).toBe(OWN);
    expect(mergedSettings({})).not.toHaveProperty('ownpool');
  });

  it.each([
    [null, '$.ownpool InvalidValue'],
    [[], '$.ownpool InvalidValue'],
    [{ text: {} }, '$.ownpool.text UnknownProperty'],
    [{ appName: 'Acme' }, '$.ownpool.appName InvalidValue'],
    [{ appName: { DE: 'Acme' } }, '$.ownpool.appName.DE UnknownProperty'],
    [{ appName: { 'not a tag': 'Acme' } }, '$.ownpool.appName.not a tag UnknownProperty'],
    [{ appName: { default: '  ' } }, '$.ownpool.appName.default InvalidValue'],
    [{ appName: { default: 'x'.repeat(101) } }, '$.ownpool.appName.default InvalidValue'],
    [{ texts: { default: { nothing: 'x' } } }, '$.ownpool.texts.default.nothing UnknownProperty'],
    [{ texts: { default: { constructor: 'x' } } }, '$.ownpool.texts.default.constructor UnknownProperty'],
    [JSON.parse('{"texts":{"__proto__":{"signIn":"x"}}}'), '$.ownpool.texts.__proto__ UnknownProperty'],
    [JSON.parse('{"texts":{"de":{"__proto__":"x"}}}'), '$.ownpool.texts.de.__proto__ UnknownProperty'],
    [{ texts: { de: { 'nowhere.signIn': 'x' } } }, '$.ownpool.texts.de.nowhere.signIn UnknownProperty'],
    [{ texts: { de: { 'login.': 'x' } } }, '$.ownpool.texts.de.login. UnknownProperty'],
    [{ texts: { de: { 'problem.incorrect': 'x' } } }, '$.ownpool.texts.de.problem.incorrect UnknownProperty'],
    [
      { texts: { de: { 'login.problem.incorrect': 'x' } } },
      '$.ownpool.texts.de.login.problem.incorrect UnknownProperty',
    ],
    [{ texts: { de: { 'message.invitation': 'x' } } }, '$.ownpool.texts.de.message.invitation UnknownProperty'],
    [{ texts: { de: { signIn: 1 } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: '' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'x'.repeat(1_001) } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'a\nb' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'a\u0000b' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'a\u202eb' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'a\u2066b' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'a\ud800b' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { signIn: 'Hello {name}' } } }, '$.ownpool.texts.de.signIn InvalidValue'],
    [{ texts: { de: { codeSentTo: 'Sent.' } } }, '$.ownpool.texts.de.codeSentTo InvalidValue'],
    [{ texts: { de: { termsLine: '{termsOfUse}' } } }, '$.ownpool.texts.de.termsLine InvalidValue'],
    [{ terms: { acceptance: 'ALWAYS' } }, '$.ownpool.terms.acceptance InvalidValue'],
    [{ terms: { acceptance: 'NONE', since: 1 } }, '$.ownpool.terms.since UnknownProperty'],
    [{ terms: { attribute: 'email' } }, '$.ownpool.terms.attribute InvalidValue'],
    [{ terms: { attribute: 'custom:' } }, '$.ownpool.terms.attribute InvalidValue'],
  ])('refuses %j', (own, problem) => {
    expect(problems(own)).toEqual([problem]);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['too many', Array(6).fill(HELP)],
    ['no object', [null]],
    ['an unknown member', [{ ...HELP, target: '_top' }]],
    ['no text', [{ url: HELP.url }]],
    ['no text for all languages', [{ ...HELP, text: { de: 'Hilfe' } }]],
    ['a text in no language', [{ ...HELP, text: { default: 'Help', Deutsch1: 'x' } }]],
    ['a blank text', [{ ...HELP, text: { default: ' ' } }]],
    ['a text that nobody sees', [{ ...HELP, text: { default: '\u200b\u00ad\u2800' } }]],
    ['no pages', [{ ...HELP, pages: [] }]],
    ['pages that are none', [{ ...HELP, pages: null }]],
    ['an unknown page', [{ ...HELP, pages: ['login', 'home'] }]],
    ...[
      'javascript:alert(1)',
      ' https://example.com',
      'java\tscript:alert(1)',
      'data:text/html,x',
      'http://example.com',
      '//example.com',
      '/help',
      'https:///',
      'https://',
      'https://exa mple.com',
      'https://[x',
      'mailto:',
      'vbscript:x',
      'blob:https://example.com/x',
      `https://example.com/${'x'.repeat(1_024)}`,
      1,
      null,
    ].map((url): [string, unknown] => [`the address ${JSON.stringify(url)?.slice(0, 40)}`, [{ ...HELP, url }]]),
  ])('refuses help links with %s', (_, helpLinks) => {
    expect(problems({ helpLinks })).toEqual(['$.ownpool.helpLinks InvalidValue']);
  });

  it('is not larger than pages can bear', () => {
    const texts = (length: number) => ({ texts: { default: { signIn: 'x'.repeat(length) }, de: many } });
    const names = Object.keys(ENGLISH).filter((name) => !/^(message|problem)\./.test(name));
    const plain = names.filter((name) => !ENGLISH[name as 'signIn'].includes('{'));
    const many = Object.fromEntries(plain.slice(0, 67).map((name) => [name, 'x'.repeat(950)]));
    const size = JSON.stringify(texts(1)).length;
    expect(problems(texts(1 + MOST_OWN - size))).toEqual([]);
    expect(problems(texts(2 + MOST_OWN - size))).toEqual(['$.ownpool InvalidValue']);
  });
});

describe('the texts of a page', () => {
  const texts = { ...ENGLISH, signIn: 'of the catalogue', go: 'of the catalogue', code: 'of the catalogue' };

  it('are those of the client in the language, then its own for all languages, then those of the catalogue', () => {
    const own = { texts: { default: { signIn: 'default', go: 'default' }, de: { go: 'de' } } };
    expect(withOwnTexts(texts, own, 'de')).toEqual({ ...texts, signIn: 'default', go: 'de' });
    expect(withOwnTexts(texts, own, 'fr')).toEqual({ ...texts, signIn: 'default', go: 'default' });
    expect(withOwnTexts(texts, {}, 'de')).toBe(texts);
  });

  it('can be those of one page', () => {
    const own = { texts: { default: { go: 'all', 'code.go': 'code' }, de: { go: 'alle' } } };
    expect(withOwnTexts(texts, own, 'en', 'code').go).toBe('code');
    expect(withOwnTexts(texts, own, 'en', 'login').go).toBe('all');
    expect(withOwnTexts(texts, own, 'en').go).toBe('all');
    // A language counts more than a page.
    expect(withOwnTexts(texts, own, 'de', 'code').go).toBe('alle');
  });
});

describe('the help links of a page', () => {
  it('are those for it, in its language', () => {
    expect(helpLinksOf(OWN, 'de', 'login')).toEqual([
      { text: 'Hilfe', url: 'https://example.com/help' },
      { text: 'Hilfe', url: 'mailto:help@example.com' },
    ]);
    expect(helpLinksOf(OWN, 'fr', 'code')).toEqual([{ text: 'Help', url: 'https://example.com/help' }]);
    expect(helpLinksOf({}, 'fr', 'code')).toEqual([]);
  });
});
