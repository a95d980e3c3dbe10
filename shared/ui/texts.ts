/** What the pages say, in English. */
export const TEXTS = {
  signIn: 'Sign in',
  username: 'User name',
  password: 'Password',
  forgotPassword: 'Forgot your password?',
  signUp: 'Create an account',
  code: 'Code',
  go: 'Continue',
  authenticatorTitle: 'Enter the code of your authenticator app',
  errorTitle: 'Something went wrong',
  errorText: 'An error was encountered with the requested page.',
  formExpired: 'This page was open for too long, or cookies are blocked. Please try again.',
  tryAgain: 'Try again',
} as const;
