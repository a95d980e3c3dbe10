import { describe, expect, it } from 'vitest';
import { settingsFrom } from '#core/pools/settings.ts';

const WITHOUT_POLICY = settingsFrom({});

describe('settingsFrom', () => {
  it('gives what is omitted its default', () => {
    expect(WITHOUT_POLICY).toEqual({
      passwordPolicy: {
        minimumLength: 8,
        requireUppercase: true,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 7,
      },
      signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] },
      deletionProtection: 'INACTIVE',
      autoVerifiedAttributes: [],
      verificationMessageTemplate: { defaultEmailOption: 'CONFIRM_WITH_CODE' },
      mfaConfiguration: 'OFF',
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false, unusedAccountValidityDays: 7 },
      emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
      userPoolTier: 'ESSENTIALS',
      lambdaConfig: {},
    });
  });

  it.each([
    ['TemporaryPasswordValidityDays', { policies: { passwordPolicy: { temporaryPasswordValidityDays: 3 } } }, 3],
    ['UnusedAccountValidityDays', { adminCreateUserConfig: { unusedAccountValidityDays: 4 } }, 4],
    ['TemporaryPasswordValidityDays 0', { policies: { passwordPolicy: { temporaryPasswordValidityDays: 0 } } }, 7],
  ])('%s sets both validities', (_, request, days) => {
    const settings = settingsFrom(request);
    expect(settings.passwordPolicy.temporaryPasswordValidityDays).toBe(days);
    expect(settings.adminCreateUserConfig.unusedAccountValidityDays).toBe(days);
  });

  it('takes the older message members into the template, which wins where both are given', () => {
    const { verificationMessageTemplate } = settingsFrom({
      smsVerificationMessage: 'old {####}',
      emailVerificationMessage: 'old mail {####}',
      emailVerificationSubject: 'old subject',
      verificationMessageTemplate: { emailMessage: 'new mail {####}' },
    });
    expect(verificationMessageTemplate).toEqual({
      smsMessage: 'old {####}',
      emailMessage: 'new mail {####}',
      emailSubject: 'old subject',
      defaultEmailOption: 'CONFIRM_WITH_CODE',
    });
  });

  describe('of an update', () => {
    const before = settingsFrom({
      policies: { passwordPolicy: { minimumLength: 12 }, signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'X'] } },
      deletionProtection: 'ACTIVE',
      autoVerifiedAttributes: ['email'],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      userPoolTags: { team: 'blue' },
      userPoolTier: 'LITE',
    });

    it('resets what the table does not keep', () => {
      expect(settingsFrom({}, before)).toEqual({
        ...WITHOUT_POLICY,
        passwordPolicy: before.passwordPolicy,
        signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'X'] },
        deletionProtection: 'ACTIVE',
        userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
        userPoolTags: { team: 'blue' },
        userPoolTier: 'LITE',
      });
    });

    it('keeps the part of Policies that is omitted', () => {
      const password = settingsFrom({ policies: { passwordPolicy: { minimumLength: 9 } } }, before);
      expect(password.passwordPolicy.minimumLength).toBe(9);
      expect(password.signInPolicy).toEqual(before.signInPolicy);
      const signIn = settingsFrom({ policies: { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } } }, before);
      expect(signIn.signInPolicy.allowedFirstAuthFactors).toEqual(['PASSWORD']);
      expect(signIn.passwordPolicy).toEqual(before.passwordPolicy);
    });

    it('shows the validity of a kept policy in AdminCreateUserConfig, and sets both by the older member', () => {
      const four = settingsFrom({ policies: { passwordPolicy: { temporaryPasswordValidityDays: 4 } } });
      expect(settingsFrom({}, four).adminCreateUserConfig.unusedAccountValidityDays).toBe(4);
      const six = settingsFrom({ adminCreateUserConfig: { unusedAccountValidityDays: 6 } }, four);
      expect(six.passwordPolicy).toEqual({ ...four.passwordPolicy, temporaryPasswordValidityDays: 6 });
    });

    it('does not mix the texts of a template with those of the one before', () => {
      const first = settingsFrom({ verificationMessageTemplate: { smsMessage: 'a {####}', emailSubject: 'b' } });
      const second = settingsFrom({ smsVerificationMessage: 'c {####}' }, first);
      expect(second.verificationMessageTemplate).toEqual({
        smsMessage: 'c {####}',
        defaultEmailOption: 'CONFIRM_WITH_CODE',
      });
    });

    it('takes an empty value for what it is', () => {
      const request = { policies: {}, userAttributeUpdateSettings: {}, userPoolTags: {} };
      const after = settingsFrom(request, before);
      expect(after.signInPolicy).toEqual(before.signInPolicy);
      expect(after.userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate).toEqual([]);
      expect(after.userPoolTags).toEqual({});
    });
  });
});
