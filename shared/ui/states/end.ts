import { errorPage, sessionOverPage } from '../pages/error.ts';
import { LINK } from './sample.ts';
import { type PageState, statesOf } from './state.ts';

/** The pages on which nothing goes on. */
export const END_STATES: readonly PageState[] = [
  ...statesOf('sessionOver', sessionOverPage, { 'taken too long': { again: LINK } }),
  ...statesOf('error', errorPage, {
    'bad request': { code: 'invalid_request' },
    'wrong redirect URI': { code: 'redirect_mismatch' },
    'sign-up is closed': { code: 'SignUp is not permitted for this user pool' },
    'can be tried again': { code: 'temporarily_unavailable', again: LINK },
  }),
];
