/**
 * Text as it is compared where case does not count. Canonically equal spellings (Unicode NFC) come out the same, before
 * and after: a capital may have a composed form only in lower case (`J` with a caron). Lower-casing is blind to context
 * but for the Greek sigma at the end of a word, so that sigma is made the common one.
 * https://www.unicode.org/Public/UCD/latest/ucd/SpecialCasing.txt
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('\u03c2', '\u03c3').normalize('NFC');
}
