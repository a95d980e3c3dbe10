import { ENGLISH } from '#core/languages/texts.ts';
import { beginPage, factorPage } from '../pages/choose.ts';
import { codePage } from '../pages/code.ts';
import { loginPage } from '../pages/login.ts';
import { choosePasswordPage } from '../pages/new-password.ts';
import { addPasskeyPage, passkeyPage } from '../pages/passkey.ts';
import { stepUpPage } from '../pages/step-up.ts';
import { LINK, LONG_NAME, MASKED_EMAIL, MASKED_PHONE, NAME, PASSWORD_REFUSED, type Sample } from './sample.ts';
import { BEGUN, type PageState, statesOf } from './state.ts';

/** The options of a ceremony, with a name of a relying party that no page here has. */
const GET_OPTIONS = JSON.stringify({ challenge: 'Y2hhbGxlbmdl', rpId: 'example.com', userVerification: 'preferred' });
const CREATE_OPTIONS = JSON.stringify({
  challenge: 'Y2hhbGxlbmdl',
  rp: { id: 'example.com', name: 'example.com' },
  user: { id: 'YWRh', name: NAME, displayName: NAME },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
});

const links = { forgotPassword: LINK, signUp: LINK };

/** The pages of a sign-in. */
export function signInStates({ policy }: Sample): readonly PageState[] {
  const passkey = { ...BEGUN, otherWay: LINK };
  const chosen = { ...BEGUN, username: NAME, policy, attributes: [] };
  return [
    ...statesOf('login', loginPage, {
      'user name': { names: [], username: undefined, ...links },
      'e-mail address': { names: ['email'], username: undefined, ...links },
      'phone number': { names: ['phone_number'], username: undefined, ...links },
      'e-mail address or phone number': { names: ['email', 'phone_number'], username: undefined, ...links },
      'name of the app, and instructions': {
        names: [],
        username: undefined,
        appName: 'Acme Tickets',
        hasInstructions: true,
        ...links,
      },
      'passkey in the autofill': {
        names: ['email'],
        username: undefined,
        isNameOnly: true,
        passkey: { sealed: LONG_NAME, options: JSON.parse(GET_OPTIONS) as object },
        ...links,
      },
      'name only': { names: ['email'], username: undefined, isNameOnly: true, ...links },
      'no accounts': { names: [], username: undefined },
      'wrong password': { names: [], username: NAME, problem: ENGLISH['problem.incorrect'], ...links },
      'form expired': { names: [], username: undefined, problem: ENGLISH['problem.formExpired'], ...links },
      'problem of a function': { names: [], username: NAME, problem: 'PreAuthentication failed with error Nope.' },
      'password changed': { names: [], username: NAME, notice: 'passwordChanged', ...links },
      'sign-up confirmed': { names: ['email'], username: LONG_NAME, notice: 'confirmedNotice', ...links },
    }),
    ...statesOf('choose', beginPage, {
      'password and all others': {
        ...BEGUN,
        username: NAME,
        hasPassword: true,
        others: ['WEB_AUTHN', 'EMAIL_OTP', 'SMS_OTP'],
        otherUser: LINK,
      },
      'password only': { ...BEGUN, username: NAME, hasPassword: true, others: [], otherUser: LINK },
      'no password': { ...BEGUN, username: NAME, hasPassword: false, others: ['EMAIL_OTP'], otherUser: LINK },
      'nothing is possible': { ...BEGUN, username: NAME, hasPassword: false, others: [], otherUser: LINK },
      'wrong password': {
        ...BEGUN,
        username: LONG_NAME,
        hasPassword: true,
        others: ['WEB_AUTHN'],
        otherUser: LINK,
        problem: ENGLISH['problem.incorrect'],
      },
    }),
    ...statesOf('factor', factorPage, {
      'all factors': { ...BEGUN, factors: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'] },
      refused: {
        ...BEGUN,
        factors: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'],
        problem: ENGLISH['problem.codeNotDelivered'],
      },
    }),
    ...statesOf('code', codePage, {
      'authenticator app': { ...BEGUN },
      'authenticator app or recovery code': { ...BEGUN, hasLetters: true },
      'wrong code of the app': { ...BEGUN, problem: ENGLISH['problem.wrongAppCode'] },
      'e-mail': { ...BEGUN, destination: MASKED_EMAIL },
      'e-mail, can be sent again': { ...BEGUN, destination: MASKED_EMAIL, resends: true },
      'SMS, sent again': { ...BEGUN, destination: MASKED_PHONE, resends: true, notice: 'codeSentAgain' },
      'SMS, wrong code': {
        ...BEGUN,
        destination: MASKED_PHONE,
        resends: true,
        problem: ENGLISH['problem.codeMismatch'],
      },
    }),
    ...statesOf('choosePassword', choosePasswordPage, {
      'no attributes': chosen,
      'missing attributes': {
        ...chosen,
        attributes: [
          { name: 'name', field: 'userAttributes.name', isOptional: false },
          { name: 'custom:department', field: 'userAttributes.custom:department', isOptional: false, value: 'x' },
        ],
      },
      refused: { ...chosen, problem: PASSWORD_REFUSED },
      'passwords differ': { ...chosen, problem: ENGLISH['problem.passwordsDiffer'] },
    }),
    ...statesOf('passkey', passkeyPage, {
      use: { ...passkey, ceremony: 'get', options: GET_OPTIONS },
      'use, refused': { ...passkey, ceremony: 'get', options: GET_OPTIONS, problem: ENGLISH['problem.passkeyRefused'] },
      create: { ...passkey, ceremony: 'create', options: CREATE_OPTIONS },
    }),
    ...statesOf('addPasskey', addPasskeyPage, {
      offer: { notNow: LINK },
      'registered already': { notNow: LINK, problem: ENGLISH['problem.passkeyRegistered'] },
    }),
    ...statesOf('stepUp', stepUpPage, {
      'a further proof': { username: NAME, otherUser: LINK },
      'too often': { username: LONG_NAME, otherUser: LINK, problem: ENGLISH['problem.limitExceeded'] },
    }),
  ];
}
