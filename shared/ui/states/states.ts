import { accountStates } from './account.ts';
import { END_STATES } from './end.ts';
import { SAMPLE, type Sample } from './sample.ts';
import { SET_UP_STATES } from './set-up.ts';
import { signInStates } from './sign-in.ts';
import type { PageState } from './state.ts';

/**
 * Returns all pages in every state, for previews and tests. The service itself makes none of these. A state stands in the file
 * of its page; whatever a page shows, it shows in one of them.
 */
export function allStates(sample: Partial<Sample> = {}): readonly PageState[] {
  const whole = { ...SAMPLE, ...sample };
  return [...signInStates(whole), ...SET_UP_STATES, ...accountStates(whole), ...END_STATES];
}
