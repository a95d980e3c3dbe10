import { brokenStringRules, type StringRules } from '#core/constraints/strings.ts';
import { isBlank } from '#core/languages/replacement.ts';
import { ENGLISH, type TextName } from '#core/languages/texts.ts';
import {
  EMAIL_BY_LINK_FORM,
  EMAIL_MESSAGE_FORM,
  EMAIL_SUBJECT_FORM,
  LINK_PLACEHOLDER,
  MESSAGE_CHARACTER,
} from '#core/pools/message-forms.ts';
import { MAX_SMS } from './templates.ts';

/** The most UTF-16 units of a text. The longest English one has about a hundred. */
const MOST = 2000;

/** Codes of challenges have up to eight digits. */
const LONGEST_CODE = '12345678';

/** A place for a value, for a code, or for a link, whose text is translated. */
const PLACE = new RegExp(`\\{\\w+\\}|\\{####\\}|${LINK_PLACEHOLDER.source}`, 'g');

/**
 * Characters that nobody sees and that break lines, or that turn what follows around (the overrides, embeddings and isolates
 * of Unicode UAX #9, section 2). The marks U+061C, U+200E and U+200F are allowed, because Arabic and Hebrew need them.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** What the texts of a problem may leave out: a translation can be friendlier than the text of the API. */
const PROBLEM = 'problem.';

const CHARACTERS = { pattern: '', expression: `${MESSAGE_CHARACTER}*` } satisfies StringRules;

/** The forms of the texts of messages, which are those that the texts of pools have. */
const FORMS: Readonly<Partial<Record<TextName, StringRules>>> = {
  'message.verification': EMAIL_MESSAGE_FORM,
  'message.verificationSubject': EMAIL_SUBJECT_FORM,
  'message.linkVerification': EMAIL_BY_LINK_FORM,
  'message.linkVerificationSubject': EMAIL_SUBJECT_FORM,
  'message.authentication': EMAIL_MESSAGE_FORM,
  'message.authenticationSubject': EMAIL_SUBJECT_FORM,
  'message.invitation': EMAIL_MESSAGE_FORM,
  'message.invitationSubject': EMAIL_SUBJECT_FORM,
  'message.invitationWithoutPassword': CHARACTERS,
  'message.invitationSubjectWithoutPassword': EMAIL_SUBJECT_FORM,
};

/** The texts that are sent by SMS as well. */
const BY_SMS: readonly string[] = [
  'message.verification',
  'message.authentication',
  'message.invitation',
  'message.invitationWithoutPassword',
];

/**
 * Tells whether a text is the tag of a language in its usual form, such as `pt-BR` (BCP 47, canonical by RFC 5646, section 4.5).
 * One with an extension or a private part names no other language, and Unicode has no name for it.
 */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text && new Intl.Locale(text).baseName === text;
  } catch {
    return false;
  }
}

/**
 * Returns what is wrong with a catalogue, one sentence for each problem. `content` is what its JSON says: an object of texts
 * by their names, of which any may be missing.
 */
export function catalogueProblems(content: unknown): readonly string[] {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return ['must be a JSON object of texts, such as {"signIn": "Sign in"}.'];
  return Object.entries(content).flatMap(([name, text]) => {
    const shown = JSON.stringify(name.slice(0, 60));
    if (!isTextName(name)) return [`${shown} is the name of no text: take the names from shared/catalogues/en.json.`];
    if (typeof text !== 'string') return [`${shown} must be a text in quotes.`];
    return [...textProblems(name, text)].map((problem) => `${shown} ${problem}`);
  });
}

function isTextName(name: string): name is TextName {
  return Object.hasOwn(ENGLISH, name);
}

function* textProblems(name: TextName, text: string): Generator<string> {
  if (isBlank(text)) yield 'is empty: leave the name out to have the text of the service.';
  if (text.length > MOST) {
    yield `has ${text.length} characters, and may have ${MOST}.`;
    return;
  }
  const [unseen] = UNSEEN.exec(text) ?? [];
  if (unseen) yield `has the character ${codePointOf(unseen)}, which nobody sees: remove it.`;
  yield* placeProblems(name, text);
  if (unseen) return;
  const form = FORMS[name];
  if (form && brokenStringRules(form, text).length > 0) {
    const { max } = form;
    yield `is no text that a message can have: letters, digits, marks and blanks${max ? `, ${max} characters at most` : ''}.`;
  }
  if (!BY_SMS.includes(name)) return;
  const { length } = text.replaceAll('{####}', LONGEST_CODE);
  if (length > MAX_SMS) yield `has ${length} characters with its code, and an SMS may have ${MAX_SMS}.`;
}

function* placeProblems(name: TextName, text: string): Generator<string> {
  const [expected, actual] = [placesIn(ENGLISH[name]), placesIn(text)];
  for (const place of actual) {
    if (!expected.includes(place)) yield `has the place ${place}, which the English text does not have.`;
  }
  for (const place of name.startsWith(PROBLEM) ? [] : expected) {
    if (!actual.includes(place)) yield `lacks the place ${place} of the English text.`;
  }
  if (/[{}]/.test(text.replace(PLACE, ''))) {
    yield 'has a brace that belongs to no place: a place is a name between braces, without blanks.';
  }
}

/** Returns the places in a text, each once. All links count as one place. */
function placesIn(text: string): readonly string[] {
  const places = [...text.matchAll(PLACE)].map(([place, link]) => (link === undefined ? place : '{##...##}'));
  return [...new Set(places)];
}

function codePointOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
