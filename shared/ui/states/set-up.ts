import { ENGLISH } from '#core/languages/texts.ts';
import { authenticatorSetUpPage, recoveryCodesPage, setUpChoicePage } from '../pages/mfa-setup.ts';
import { NAME } from './sample.ts';
import { BEGUN, type PageState, statesOf } from './state.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW';
const authenticator = {
  ...BEGUN,
  secret: SECRET,
  link: `otpauth://totp/Shop:${NAME}?${new URLSearchParams({ secret: SECRET, issuer: 'Shop' })}`,
};

/** The pages on which users set up a second factor. */
export const SET_UP_STATES: readonly PageState[] = [
  ...statesOf('mfaSetup', setUpChoicePage, {
    'app or e-mail': { ...BEGUN, authenticator: true, email: true },
    'e-mail only': { ...BEGUN, authenticator: false, email: true },
    'app only': { ...BEGUN, authenticator: true, email: false },
    'wrong e-mail address': {
      ...BEGUN,
      authenticator: true,
      email: true,
      problem: ENGLISH['problem.malformedEmail'],
    },
  }),
  ...statesOf('authenticatorSetUp', authenticatorSetUpPage, {
    'QR code': authenticator,
    'wrong code': { ...authenticator, problem: ENGLISH['problem.wrongFirstAppCode'] },
  }),
  ...statesOf('recoveryCodes', recoveryCodesPage, {
    'ten codes': { ...BEGUN, codes: Array.from({ length: 10 }, (_, index) => `K7Q2${index}-M4XRT-9WZ3H`) },
  }),
];
