import { type ExceptionName, fail } from '#core/errors.ts';
import { isOwnTag, ownTagProblem } from './own-tags.ts';

export type Tags = Readonly<Record<string, string>>;

const MOST = 50;
const CHARACTERS = /^[a-zA-Z0-9 _.:/=+@-]*$/;

/**
 * Checks tags that a request gives, and throws `exception` where they break a rule. `before` has the tags that the pool
 * keeps beside them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/tagging.html
 */
export function checkTags(
  given: Tags,
  exception: ExceptionName & ('UserPoolTaggingException' | 'InvalidParameterException'),
  before: Tags = {},
): void {
  const names = Object.keys(given);
  if (new Set([...Object.keys(before), ...names]).size > MOST) {
    fail(exception, `A user pool can have at most ${MOST} tags.`);
  }
  if (names.some((name) => /^aws:/i.test(name))) fail(exception, 'Tag keys cannot begin with aws:');
  if (![...names, ...Object.values(given)].every((text) => CHARACTERS.test(text))) {
    fail(exception, 'Tag keys and values can only have letters, digits, spaces and the characters _ . : / = + - @');
  }
  for (const [name, value] of Object.entries(given)) {
    const problem = isOwnTag(name) ? ownTagProblem(name, value) : undefined;
    if (problem) fail(exception, problem);
  }
}
