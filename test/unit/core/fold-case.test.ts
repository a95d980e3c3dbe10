import { describe, expect, it } from 'vitest';
import { foldCase } from '#core/fold-case.ts';

/** Marks of several kinds and classes, of which some compose with some letters. */
const MARKS = ['', '\u0301', '\u0307', '\u0308', '\u030c', '\u0316', '\u0331', '\u0345'];

describe('foldCase', () => {
  it('makes one of all spellings of one text: composed or not, in either case', () => {
    for (let code = 0x20; code < 0x2d00; code++) {
      const letter = String.fromCodePoint(code);
      for (const mark of MARKS) {
        const text = letter + mark;
        const folded = foldCase(text);
        const spellings = [text.normalize('NFD'), text.normalize('NFC'), text.toLowerCase(), folded];
        const different = spellings.filter((spelling) => foldCase(spelling) !== folded);
        if (different.length > 0) expect.fail(`${code.toString(16)} with ${mark}: ${JSON.stringify(spellings)}`);
      }
    }
  });

  it('folds a capital whose composed form exists in lower case only, and the sigma at the end of a word', () => {
    expect(foldCase('J\u030c')).toBe('\u01f0');
    expect(foldCase('\u039f\u03a3')).toBe(foldCase('\u03bf\u03c3'));
  });
});
