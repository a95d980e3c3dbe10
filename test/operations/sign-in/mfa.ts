import type { Pool } from '#core/pools/pool.ts';
import type { MfaFactor } from '#core/users/user.ts';
import { newName, type TestPool, type Values } from '#test/world.ts';

/** Settings of a pool that sends codes of MFA by SMS, by e-mail, or both. */
export const SMS_MFA: Partial<Pool> = {
  smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  smsAuthenticationMessage: 'Code {####} for you',
};
export const EMAIL_MFA: Partial<Pool> = { emailMfaConfiguration: { message: 'Mail {####}', subject: 'Your mail' } };
export const BOTH_MFA: Partial<Pool> = { ...SMS_MFA, ...EMAIL_MFA };

export const MISMATCH = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' };
export const NO_METHOD = {
  name: 'MFAMethodNotFoundException',
  message: 'No MFA mechanism registerd in the account.',
};

let phones = 0;

/** A phone number that nobody has had before. */
export const newPhone = (): string => `+1555${String(++phones).padStart(7, '0')}`;

/** A user with a new phone number and e-mail address, neither of them verified, and with these factors turned on. */
export async function withFactors(
  w: TestPool,
  enabled: readonly MfaFactor[] = [],
  preferred?: MfaFactor,
  attributes?: Values,
) {
  const { username, email } = newName();
  const phone = newPhone();
  const contacts = { email, email_verified: 'false', phone_number: phone, phone_number_verified: 'false' };
  const mfa = { enabled, ...(preferred && { preferred }) };
  const user = await w.add(username, { attributes: attributes ?? contacts, ...(enabled.length > 0 && { mfa }) });
  return { username, email, phone, sub: user.sub };
}
