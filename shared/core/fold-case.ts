/**
 * Folds a text for comparison without regard to case. Canonically equivalent spellings give the same result: the text
 * is normalised (Unicode NFC) before and after lower-casing, because some letters have a composed form only in lower
 * case (`J` with a caron). Lower-casing depends on the context for one letter only, the Greek sigma at the end of a
 * word, so that sigma is replaced by the ordinary one.
 * https://www.unicode.org/Public/UCD/latest/ucd/SpecialCasing.txt
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('\u03c2', '\u03c3').normalize('NFC');
}
