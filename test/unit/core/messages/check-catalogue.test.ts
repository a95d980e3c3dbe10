import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGLISH } from '#core/languages/texts.ts';
import { catalogueProblems, isLanguageTag } from '#core/messages/check-catalogue.ts';

describe('the check of a catalogue', () => {
  it('accepts English, some of it, and nothing', () => {
    for (const content of [ENGLISH, { signIn: ENGLISH.signIn }, {}]) expect(catalogueProblems(content)).toEqual([]);
  });

  it.each([
    ['another order of places', 'termsLine', '{privacyPolicy}, {termsOfUse}'],
    ['a place twice', 'codeSentTo', '{destination}, {destination}'],
    ['a problem without its places', 'problem.missing', 'Da fehlt etwas.'],
    ['marks of direction', 'signIn', '\u200fتسجيل\u200e'],
    ['markup, which is shown as it is', 'signIn', '<b>&amp;</b>'],
    ['two links', 'message.linkVerification', '{##a##} {##b##}'],
    ['another text of the link', 'message.linkVerification', 'Bitte {##E-Mail-Adresse bestätigen##}'],
    ['140 characters by SMS', 'message.authentication', `{####}${'x'.repeat(132)}`],
    ['200 by e-mail alone', 'message.linkVerification', `{##a##}${'x'.repeat(200)}`],
    ['2000', 'help', 'x'.repeat(2000)],
  ])('accepts %s', (_, name, text) => expect(catalogueProblems({ [name]: text })).toEqual([]));

  it.each([
    ['an unknown name', 'singIn', 'x', 'is the name of no text: take the names from shared/catalogues/en.json.'],
    ['a number', 'signIn', 1, 'must be a text in quotes.'],
    ['null', 'signIn', null, 'must be a text in quotes.'],
    ['blanks', 'signIn', ' \u00a0', 'is empty: leave the name out to have the text of the service.'],
    [
      'what nobody sees',
      'signIn',
      '\u200b\u2060\u3164',
      'is empty: leave the name out to have the text of the service.',
    ],
    ['2001 characters', 'signIn', 'x'.repeat(2001), 'has 2001 characters, and may have 2000.'],
    ['a missing place', 'codeSentTo', 'x', 'lacks the place {destination} of the English text.'],
    [
      'a foreign place',
      'signIn',
      '{destination}',
      'has the place {destination}, which the English text does not have.',
    ],
    [
      'a foreign place in a problem',
      'problem.missing',
      '{secret}',
      'has the place {secret}, which the English text does not have.',
    ],
    ['a code on a page', 'signIn', '{####}', 'has the place {####}, which the English text does not have.'],
    [
      'a code in a subject',
      'message.authenticationSubject',
      '{####}',
      'has the place {####}, which the English text does not have.',
    ],
    ['a link on a page', 'signIn', '{##a##}', 'has the place {##...##}, which the English text does not have.'],
    [
      'a brace',
      'signIn',
      '{ x }',
      'has a brace that belongs to no place: a place is a name between braces, without blanks.',
    ],
    ['a NUL', 'signIn', 'a\0', 'has the character U+0000, which nobody sees: remove it.'],
    ['a line break', 'signIn', 'a\nb', 'has the character U+000A, which nobody sees: remove it.'],
    ['a line separator', 'signIn', 'a\u2028b', 'has the character U+2028, which nobody sees: remove it.'],
    ['an override of direction', 'signIn', 'a\u202eb', 'has the character U+202E, which nobody sees: remove it.'],
    ['an isolate', 'signIn', 'a\u2067b', 'has the character U+2067, which nobody sees: remove it.'],
    ['half of a character', 'signIn', 'a\ud800', 'has the character U+D800, which nobody sees: remove it.'],
    [
      'an SMS that is too long',
      'message.verification',
      `{####}${'x'.repeat(133)}`,
      'has 141 characters with its code, and an SMS may have 140.',
    ],
    [
      'a subject that is too long',
      'message.verificationSubject',
      'x'.repeat(141),
      'is no text that a message can have: letters, digits, marks and blanks, 140 characters at most.',
    ],
    [
      'what messages of pools cannot have',
      'message.invitationWithoutPassword',
      '{username}\u200d',
      'is no text that a message can have: letters, digits, marks and blanks.',
    ],
  ])('refuses %s', (_, name, text, problem) => {
    expect(catalogueProblems({ [name]: text })).toEqual([`${JSON.stringify(name)} ${problem}`]);
  });

  it('tells all problems of all texts', () => {
    const problems = catalogueProblems({ signIn: '\0', codeSentTo: '{x}', go: 'ok' });
    expect(problems).toHaveLength(3);
  });

  it('refuses whatever else JSON says, and never fails', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        for (const problem of catalogueProblems(content)) expect(problem).toMatch(/\.$/);
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(ENGLISH)), fc.string({ unit: 'binary' }), (name, text) => {
        catalogueProblems({ [name]: text });
      }),
      { seed: 1 },
    );
  });
});

describe('isLanguageTag', () => {
  it.each(['de', 'pt-BR', 'zh-Hant-HK', 'sr-Latn', 'es-419'])('accepts %s', (tag) =>
    expect(isLanguageTag(tag)).toBe(true),
  );
  it.each(['', 'DE', 'pt_BR', 'pt-br', 'german!', '../de', 'x', 'iw', 'ar-u-nu-latn', 'de-x-easy', 'en-t-de'])(
    'refuses %o',
    (tag) => expect(isLanguageTag(tag)).toBe(false),
  );
});
