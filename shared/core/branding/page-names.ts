/** The pages, under the names by which settings speak of them. */
const PAGE_NAMES = [
  'choose',
  'factor',
  'code',
  'confirm',
  'confirmed',
  'notConfirmed',
  'refused',
  'linkSent',
  'sessionOver',
  'error',
  'forgotPassword',
  'resetPassword',
  'login',
  'mfaSetup',
  'authenticatorSetUp',
  'recoveryCodes',
  'choosePassword',
  'passkey',
  'addPasskey',
  'signUp',
  'waiting',
  'stepUp',
] as const;

export type PageName = (typeof PAGE_NAMES)[number];

/** Tells whether a value is the name of a page. */
export const isPageName = (value: unknown): value is PageName => PAGE_NAMES.some((name) => name === value);
