import { describe, expect, it } from 'vitest';
import { type MfaRequest, withMfa } from '#core/pools/mfa.ts';
import type { Pool } from '#core/pools/pool.ts';
import { poolRecord } from '#test/fixtures.ts';

const pool = (given: Partial<Pool> = {}) => poolRecord({ id: 'us-east-1_a', ...given });
const firstFactors = (...allowedFirstAuthFactors: string[]) => ({ signInPolicy: { allowedFirstAuthFactors } });
const recovery = (...names: string[]) => ({
  accountRecoverySetting: { recoveryMechanisms: names.map((name, index) => ({ name, priority: index + 1 })) },
});
const developer = {
  emailConfiguration: { emailSendingAccount: 'DEVELOPER', sourceArn: 'arn:aws:ses:us-east-1:1:identity/a.example' },
} as const;
const smsConfiguration = { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' };
const SMS = { smsMfaConfiguration: { smsConfiguration } };
const TOTP = { softwareTokenMfaConfiguration: { enabled: true } };
const EMAIL = { emailMfaConfiguration: { message: 'Your code: {####}', subject: 'Code' } };
const MULTI = { webAuthnConfiguration: { factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' } } as const;
const SINGLE = { webAuthnConfiguration: { factorConfiguration: 'SINGLE_FACTOR' } } as const;

const OFF_WITH_FACTOR = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
const NO_FACTOR = 'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.';
const CODES = 'Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled';
const SINGLE_FACTOR =
  'Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor';
const DEFAULT_SENDER =
  'Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.';
const recoveryText = (mechanism: string, factor: string) =>
  `Invalid account recovery setting parameter. Account Recovery Setting cannot use ${mechanism} as a recovery mechanism when ${factor} MFA is configured.`;
const NO_DOMAIN = 'RelyingPartyId must be a domain name that is no public suffix.';
const BOTH = 'SnsCallerArn and EumsSms of SmsConfiguration cannot both be set.';
type Case = readonly [string, Partial<Pool>, MfaRequest, string];

const REFUSED: readonly Case[] = [
  ['OFF with SMS', {}, { mfaConfiguration: 'OFF', ...SMS }, OFF_WITH_FACTOR],
  ['OFF with an empty SMS part', {}, { mfaConfiguration: 'OFF', smsMfaConfiguration: {} }, OFF_WITH_FACTOR],
  ['OFF with e-mail', {}, { mfaConfiguration: 'OFF', ...EMAIL }, OFF_WITH_FACTOR],
  ['OFF with software tokens', {}, { mfaConfiguration: 'OFF', ...TOTP }, OFF_WITH_FACTOR],
  ['ON without a factor', {}, { mfaConfiguration: 'ON' }, NO_FACTOR],
  ['OPTIONAL with passkeys alone', {}, { mfaConfiguration: 'OPTIONAL', ...MULTI }, NO_FACTOR],
  [
    'ON with a software token that is not enabled',
    {},
    { mfaConfiguration: 'ON', softwareTokenMfaConfiguration: { enabled: false } },
    NO_FACTOR,
  ],
  ['ON with SMS that cannot be sent', {}, { mfaConfiguration: 'ON', smsMfaConfiguration: {} }, NO_FACTOR],
  [
    'two ways to send SMS',
    {},
    {
      mfaConfiguration: 'ON',
      smsMfaConfiguration: { smsConfiguration: { ...smsConfiguration, eumsSms: { callerArn: 'a' } } },
    },
    BOTH,
  ],
  ['e-mail with the default sender', {}, { mfaConfiguration: 'OPTIONAL', ...EMAIL }, DEFAULT_SENDER],
  [
    'SMS where only SMS recovers',
    recovery('verified_phone_number'),
    { mfaConfiguration: 'OPTIONAL', ...SMS },
    recoveryText('verified_phone_number', 'SMS'),
  ],
  [
    'e-mail where only e-mail recovers',
    { ...developer, ...recovery('verified_email') },
    { mfaConfiguration: 'OPTIONAL', ...EMAIL },
    recoveryText('verified_email', 'Email'),
  ],
  ['ON with codes by e-mail', firstFactors('PASSWORD', 'EMAIL_OTP'), { mfaConfiguration: 'ON', ...TOTP }, CODES],
  ['ON with codes by SMS', firstFactors('PASSWORD', 'SMS_OTP'), { mfaConfiguration: 'ON', ...TOTP }, CODES],
  [
    'ON with passkeys that are not configured',
    firstFactors('PASSWORD', 'WEB_AUTHN'),
    { mfaConfiguration: 'ON', ...TOTP },
    SINGLE_FACTOR,
  ],
  [
    'ON with passkeys that are a single factor',
    firstFactors('PASSWORD', 'WEB_AUTHN'),
    { mfaConfiguration: 'ON', ...TOTP, ...SINGLE },
    SINGLE_FACTOR,
  ],
  ...['com', 'a_b.example', 'https://a.example', 'a..example', '.example', 'A.example', '192.0.2.1', '-a.example'].map(
    (relyingPartyId): Case => [
      `the relying party ${relyingPartyId}`,
      {},
      { webAuthnConfiguration: { relyingPartyId } },
      NO_DOMAIN,
    ],
  ),
];

const PASSED: readonly (readonly [string, Partial<Pool>, MfaRequest])[] = [
  ['ON with software tokens', {}, { mfaConfiguration: 'ON', ...TOTP }],
  ['OPTIONAL with SMS', {}, { mfaConfiguration: 'OPTIONAL', ...SMS }],
  [
    'ON with the SMS configuration that the pool has',
    { smsConfiguration },
    { mfaConfiguration: 'ON', smsMfaConfiguration: { smsAuthenticationMessage: 'Code {####}' } },
  ],
  ['e-mail with a sender', developer, { mfaConfiguration: 'OPTIONAL', ...EMAIL }],
  [
    'SMS where e-mail recovers as well',
    recovery('verified_phone_number', 'verified_email'),
    { mfaConfiguration: 'OPTIONAL', ...SMS },
  ],
  [
    'ON with passkeys that count as several factors',
    firstFactors('PASSWORD', 'WEB_AUTHN'),
    { mfaConfiguration: 'ON', ...TOTP, ...MULTI },
  ],
  [
    'OPTIONAL with passkeys and codes',
    firstFactors('PASSWORD', 'WEB_AUTHN', 'EMAIL_OTP'),
    { mfaConfiguration: 'OPTIONAL', ...TOTP, ...SINGLE },
  ],
];

describe('withMfa', () => {
  it.each(REFUSED)('refuses %s', (_, given, request, message) => {
    const wanted = expect.objectContaining({ name: 'InvalidParameterException', message });
    expect(() => withMfa(pool(given), request)).toThrow(wanted);
  });

  it.each(PASSED)('accepts %s', (_, given, request) => {
    expect(withMfa(pool(given), request).mfaConfiguration).toBe(request.mfaConfiguration);
  });

  it.each([
    ['passkeys', SINGLE, 'Passwordless Sign-In'],
    ['e-mail', { mfaConfiguration: 'OPTIONAL', ...EMAIL } as const, 'Email MFA'],
  ])('refuses %s in the tier LITE', (_, request, feature) => {
    const message = `The following feature is not available for the LITE pricing tier configured: ${feature}`;
    const wanted = expect.objectContaining({ name: 'FeatureUnavailableInTierException', message });
    expect(() => withMfa(pool({ ...developer, userPoolTier: 'LITE' }), request)).toThrow(wanted);
  });

  it('turns MFA off when MfaConfiguration is omitted, and drops the factors of the request', () => {
    const before = pool({ ...TOTP, ...MULTI, mfaConfiguration: 'ON', smsAuthenticationMessage: 'a {####}' } as never);
    expect(withMfa(before, { ...SMS, ...TOTP, ...EMAIL })).toEqual({
      ...before,
      mfaConfiguration: 'OFF',
      softwareTokenMfaConfiguration: undefined,
      webAuthnConfiguration: undefined,
    });
  });

  it('keeps the SMS configuration when MFA is turned off', () => {
    const after = withMfa(pool({ smsConfiguration }), { mfaConfiguration: 'OFF' });
    expect(after.smsConfiguration).toEqual(smsConfiguration);
  });

  it('takes a software token that is not enabled for none', () => {
    const request = { mfaConfiguration: 'OFF', softwareTokenMfaConfiguration: { enabled: false } } as const;
    expect(withMfa(pool(), request).softwareTokenMfaConfiguration).toBeUndefined();
  });

  it.each(['auth.example.com', 'localhost', 'xn--bcher-kva.example'])(
    'accepts the relying party %s',
    (relyingPartyId) => {
      const webAuthnConfiguration = { relyingPartyId, userVerification: 'required' } as const;
      expect(withMfa(pool(), { webAuthnConfiguration })).toMatchObject({ webAuthnConfiguration });
    },
  );
});
