import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import type { UserMfa } from '#core/users/user.ts';
import { newName, PASSWORD, testPools, type Values } from '#test/world.ts';
import { EMAIL_MFA, NO_METHOD, newPhone, SMS_MFA } from './mfa.ts';

const service = testPools();

const TOKEN_MFA: Partial<Pool> = { softwareTokenMfaConfiguration: { enabled: true } };
const FACTORS = { SMS: SMS_MFA, EMAIL: EMAIL_MFA, TOKEN: TOKEN_MFA } as const;
type Factor = keyof typeof FACTORS;

const PHONE_FIRST: Partial<Pool> = {
  accountRecoverySetting: {
    recoveryMechanisms: [
      { priority: 1, name: 'verified_phone_number' },
      { priority: 2, name: 'verified_email' },
    ],
  },
};
const TOKEN: UserMfa = { softwareToken: { name: 'app' } };
const SMS_ON: UserMfa = { enabled: ['SMS_MFA'] };
const EMAIL_ON: UserMfa = { enabled: ['EMAIL_OTP'] };
const BOTH_ON: UserMfa = { enabled: ['SMS_MFA', 'EMAIL_OTP'] };

type Row = readonly [
  mfa: Pool['mfaConfiguration'],
  factors: readonly Factor[],
  has: readonly ('phone' | 'email')[],
  mfaOfUser: UserMfa | undefined,
  answer: string,
  more?: Partial<Pool>,
];

/** What a right password leads to. A challenge with a list has it behind its name. */
const ROWS: readonly Row[] = [
  ['OFF', ['SMS', 'EMAIL'], ['phone', 'email'], BOTH_ON, 'tokens'],
  ['OPTIONAL', ['SMS', 'EMAIL'], ['phone', 'email'], undefined, 'tokens'],
  ['OPTIONAL', ['SMS'], ['phone'], SMS_ON, 'SMS_MFA'],
  ['OPTIONAL', ['SMS'], [], SMS_ON, 'tokens'],
  ['OPTIONAL', ['TOKEN'], ['phone'], SMS_ON, 'tokens'],
  ['OPTIONAL', ['EMAIL'], ['phone', 'email'], EMAIL_ON, 'EMAIL_OTP'],
  ['OPTIONAL', ['SMS', 'EMAIL'], ['phone', 'email'], BOTH_ON, 'SELECT_MFA_TYPE SMS_MFA,EMAIL_OTP'],
  ['OPTIONAL', ['SMS', 'EMAIL'], ['phone', 'email'], { ...BOTH_ON, preferred: 'EMAIL_OTP' }, 'EMAIL_OTP'],
  ['OPTIONAL', ['TOKEN', 'SMS'], ['phone'], TOKEN, 'tokens'],
  ['OPTIONAL', ['TOKEN'], [], { ...TOKEN, enabled: ['SOFTWARE_TOKEN_MFA'] }, 'SOFTWARE_TOKEN_MFA'],
  ['ON', ['SMS'], ['phone'], undefined, 'SMS_MFA'],
  ['ON', ['SMS'], ['phone', 'email'], undefined, 'SMS_MFA'],
  ['ON', ['SMS'], [], undefined, 'error'],
  ['ON', ['SMS'], ['email'], undefined, 'error'],
  ['ON', ['EMAIL'], ['email'], undefined, 'EMAIL_OTP'],
  ['ON', ['EMAIL'], [], undefined, 'MFA_SETUP EMAIL_OTP'],
  ['ON', ['EMAIL'], ['phone'], undefined, 'error'],
  ['ON', ['SMS', 'EMAIL'], ['phone', 'email'], undefined, 'SELECT_MFA_TYPE SMS_MFA,EMAIL_OTP'],
  ['ON', ['SMS', 'EMAIL'], ['phone'], undefined, 'SMS_MFA'],
  ['ON', ['SMS', 'EMAIL'], [], undefined, 'MFA_SETUP SMS_MFA,EMAIL_OTP'],
  ['ON', ['SMS', 'EMAIL'], ['phone', 'email'], { ...SMS_ON, preferred: 'SMS_MFA' }, 'SMS_MFA'],
  ['ON', ['TOKEN'], [], undefined, 'MFA_SETUP SOFTWARE_TOKEN_MFA'],
  ['ON', ['TOKEN'], ['phone'], undefined, 'MFA_SETUP SOFTWARE_TOKEN_MFA'],
  ['ON', ['TOKEN'], [], TOKEN, 'SOFTWARE_TOKEN_MFA'],
  ['ON', ['TOKEN', 'SMS'], ['phone'], TOKEN, 'SELECT_MFA_TYPE SMS_MFA,SOFTWARE_TOKEN_MFA'],
  ['ON', ['TOKEN', 'SMS', 'EMAIL'], [], undefined, 'MFA_SETUP SMS_MFA,SOFTWARE_TOKEN_MFA,EMAIL_OTP'],
  ['ON', ['SMS', 'EMAIL'], ['phone', 'email'], undefined, 'EMAIL_OTP', PHONE_FIRST],
  ['ON', ['SMS'], ['phone'], undefined, 'error', PHONE_FIRST],
  ['ON', ['SMS'], ['phone'], { ...SMS_ON, preferred: 'SMS_MFA' }, 'SMS_MFA', PHONE_FIRST],
  ['ON', ['TOKEN', 'SMS'], ['phone'], undefined, 'MFA_SETUP SOFTWARE_TOKEN_MFA', PHONE_FIRST],
];

describe('MFA after a right password', () => {
  it.each(ROWS.map((row) => ({ row, name: JSON.stringify(row) })))('$name', async ({ row }) => {
    const [mfaConfiguration, factors, has, mfa, answer, more] = row;
    const pool = Object.assign({}, ...factors.map((factor) => FACTORS[factor]), more);
    const w = await service.pool({ ...pool, mfaConfiguration });
    const { username, email } = newName();
    const attributes: Values = {
      ...(has.includes('phone') && { phone_number: newPhone() }),
      ...(has.includes('email') && { email }),
    };
    await w.add(username, { attributes, ...(mfa && { mfa }) });
    if (answer === 'error') {
      await expect(w.signIn(username)).rejects.toMatchObject(NO_METHOD);
      const { pool, client } = w;
      const admin = { UserPoolId: pool.id, ClientId: client.id, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' };
      const AuthParameters = { USERNAME: username, PASSWORD: PASSWORD };
      await expect(w.app.call('AdminInitiateAuth', { ...admin, AuthParameters })).rejects.toMatchObject(NO_METHOD);
      return;
    }
    const { AuthenticationResult, ChallengeName, ChallengeParameters = {} } = await w.signIn(username);
    const list = ChallengeParameters.MFAS_CAN_CHOOSE ?? ChallengeParameters.MFAS_CAN_SETUP;
    const seen = [ChallengeName ?? (AuthenticationResult && 'tokens'), ...(list ? [JSON.parse(list).join(',')] : [])];
    expect(seen.join(' ')).toBe(answer);
  });
});
