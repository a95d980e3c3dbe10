/**
 * Masks an e-mail address for a person who is not signed in: `foo@example.com` becomes `f***@e***`. It accepts any
 * text; a part that is missing shows only its asterisks.
 * Source: CodeDeliveryDetails in the responses of SignUp and ForgotPassword.
 */
export function maskEmail(email: string): string {
  // The last @ counts, because a quoted local part may contain others.
  const at = email.lastIndexOf('@');
  const local = at < 0 ? email : email.slice(0, at);
  const domain = at < 0 ? '' : email.slice(at + 1);
  return `${firstCharacter(local)}***@${firstCharacter(domain)}***`;
}

/**
 * Masks all but the last four digits of a phone number: `+15551239878` becomes `+*******9878`. It accepts any text;
 * characters other than digits are left out, and a number of at most four digits is masked whole.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const shown = digits.length > 4 ? digits.slice(-4) : '';
  return `+${'*'.repeat(digits.length - shown.length)}${shown}`;
}

/** Takes a whole code point, so that half a surrogate pair never gets into a response. */
function firstCharacter(text: string): string {
  const [first = ''] = text;
  return first;
}
