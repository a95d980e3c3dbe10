import { ENGLISH } from '#core/languages/texts.ts';
import { confirmPage } from '../pages/confirm.ts';
import { confirmedPage, linkSentPage, notConfirmedPage, refusedPage } from '../pages/confirmation.ts';
import { forgotPasswordPage, newPasswordPage } from '../pages/forgot-password.ts';
import { signUpPage, waitingPage } from '../pages/sign-up.ts';
import { BY_EMAIL, BY_SMS, LINK, LONG_NAME, NAME, PASSWORD_REFUSED, type Sample } from './sample.ts';
import { BEGUN, type PageState, statesOf } from './state.ts';

/** Every standard attribute that has a text, and one of a pool. */
const ALL_ATTRIBUTES = [
  ...Object.keys(ENGLISH).flatMap((name) => (name.startsWith('attribute.') ? [name.slice('attribute.'.length)] : [])),
  'custom:department',
].map((name) => ({ name, field: `requiredAttributes[${name}]`, isOptional: name === 'phone_number' }));

const some = (...names: readonly string[]) => ALL_ATTRIBUTES.filter(({ name }) => names.includes(name));

/** The pages of accounts: signing up, its confirmation, and a forgotten password. */
export function accountStates({ policy, terms }: Sample): readonly PageState[] {
  const signUp = { username: undefined, policy, terms: undefined, signIn: LINK };
  const confirm = { ...BEGUN, username: NAME, isByLink: false, resend: LINK, signIn: LINK };
  const reset = { username: NAME, policy, resend: LINK, signIn: LINK };
  return [
    ...statesOf('signUp', signUpPage, {
      'user name and e-mail address': { ...signUp, names: [], attributes: some('email') },
      'e-mail address': { ...signUp, names: ['email'], attributes: [] },
      'phone number, with terms': { ...signUp, names: ['phone_number'], attributes: some('name'), terms },
      'with instructions': { ...signUp, names: ['email'], attributes: [], hasInstructions: true },
      'terms to accept': {
        ...signUp,
        names: ['email'],
        attributes: [],
        terms: { ...terms, acceptance: { mark: 'terms', isGiven: false } },
        problem: ENGLISH['problem.termsNotAccepted'],
      },
      'all attributes': { ...signUp, names: ['email', 'phone_number'], attributes: ALL_ATTRIBUTES, terms },
      'weak password': {
        ...signUp,
        names: ['email'],
        username: LONG_NAME,
        attributes: some('given_name').map((one) => ({ ...one, value: 'Ada' })),
        problem: PASSWORD_REFUSED,
      },
      'user exists': { ...signUp, names: [], username: NAME, attributes: [], problem: ENGLISH['problem.userExists'] },
    }),
    ...statesOf('waiting', waitingPage, { 'for an administrator': { signIn: LINK } }),
    ...statesOf('confirm', confirmPage, {
      'code by e-mail': { ...confirm, delivery: BY_EMAIL },
      'code by SMS, wrong': { ...confirm, delivery: BY_SMS, problem: ENGLISH['problem.wrongCode'] },
      'code, place unknown': { ...confirm, delivery: undefined, notice: 'notConfirmedYet' },
      'code, sent again': { ...confirm, delivery: BY_EMAIL, notice: 'codeResent' },
      'code, not delivered': { ...confirm, delivery: undefined, problem: ENGLISH['problem.codeNotDelivered'] },
      link: { ...confirm, delivery: BY_EMAIL, isByLink: true },
      'link, place unknown': { ...confirm, delivery: undefined, isByLink: true },
    }),
    ...statesOf('confirmed', confirmedPage, { 'by the link': {} }),
    ...statesOf('notConfirmed', notConfirmedPage, {
      'link expired': { problem: ENGLISH['problem.expiredCode'] },
      'form expired': { problem: ENGLISH['problem.formExpired'] },
    }),
    ...statesOf('refused', refusedPage, {
      'alias taken': { problem: ENGLISH['problem.accountExists'].replace('{attribute}', 'email') },
    }),
    ...statesOf('linkSent', linkSentPage, { 'if somebody waits': {} }),
    ...statesOf('forgotPassword', forgotPasswordPage, {
      'user name': { names: [], username: undefined, signIn: LINK },
      'e-mail address': { names: ['email'], username: undefined, signIn: LINK },
      'too often': { names: [], username: NAME, signIn: LINK, problem: ENGLISH['problem.limitExceeded'] },
    }),
    ...statesOf('resetPassword', newPasswordPage, {
      'code by e-mail': { ...reset, delivery: BY_EMAIL },
      'place unknown': { ...reset, delivery: undefined, notice: 'resetRequired' },
      'wrong code': { ...reset, delivery: undefined, problem: ENGLISH['problem.wrongCode'] },
    }),
  ];
}
