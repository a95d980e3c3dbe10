/**
 * An e-mail address as a person may see it who is not signed in: `foo@example.com` -> `f***@e***`.
 * Takes anything: a part that is missing shows only its asterisks.
 * Source: CodeDeliveryDetails in the answers of SignUp and ForgotPassword.
 */
export function maskEmail(email: string): string {
  // The last @: a quoted local part may hold others.
  const at = email.lastIndexOf('@');
  const local = at < 0 ? email : email.slice(0, at);
  const domain = at < 0 ? '' : email.slice(at + 1);
  return `${firstCharacter(local)}***@${firstCharacter(domain)}***`;
}

/**
 * A phone number with all but its last four digits hidden: `+15551239878` -> `+*******9878`.
 * Takes anything: what is no digit is left out, and a number of at most four digits is hidden whole.
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const shown = digits.length > 4 ? digits.slice(-4) : '';
  return `+${'*'.repeat(digits.length - shown.length)}${shown}`;
}

/** By code point, so that half a surrogate pair never gets into an answer. */
function firstCharacter(text: string): string {
  const [first = ''] = text;
  return first;
}
