import { describe, expect, it } from 'vitest';
import { ENGLISH, type Texts } from '#core/languages/texts.ts';
import { toldIn } from '#ui/problems.ts';

const texts: Texts = {
  ...ENGLISH,
  'problem.incorrect': 'Falsch.',
  'problem.missing': 'Es fehlt: {name}',
  'problem.checkInputs': '{details} ({count})',
  'problem.passwordTooShort': 'Zu kurz.',
};

describe('what went wrong', () => {
  it.each([
    ['a whole text', 'Incorrect username or password.', 'Falsch.'],
    ['a text with a value', 'Missing required parameter USERNAME', 'Es fehlt: USERNAME'],
    ['values in another order', '2 validation errors detected: a; b', 'a; b (2)'],
    ['a value of two lines', 'Missing required parameter a\nb', 'Es fehlt: a\nb'],
    ['a value that looks like a place', 'Missing required parameter {name}', 'Es fehlt: {name}'],
    ['a value that looks like a replacement', 'Missing required parameter $&', 'Es fehlt: $&'],
    ['a translation without the value', 'Password did not conform with policy: Password not long enough', 'Zu kurz.'],
    ['what the catalogue lacks', 'PreSignUp failed with error no.', 'PreSignUp failed with error no.'],
    ['a text in another one', 'x Incorrect username or password.', 'x Incorrect username or password.'],
    ['a text that is like another one', 'Incorrect username or password!', 'Incorrect username or password!'],
  ])('is told in the language: %s', (_, problem, told) => expect(toldIn(texts, problem)).toBe(told));

  it('is told in English as the API has it', () => {
    for (const problem of ['Incorrect username or password.', '1 validation error detected: x', 'Rate exceeded'])
      expect(toldIn(ENGLISH, problem)).toBe(problem);
  });
});
