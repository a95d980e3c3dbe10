import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { codeAt, STEP } from '#test/authenticator-app.ts';
import type { RunningServer } from '#test/server.ts';

export const PASSWORD = 'Passw0rd!example';

/** A pool whose users have second factors, an app client of it, and new users. */
export type FactorsPool = {
  readonly userPoolId: string;
  readonly clientId: string;
  /** A user with a password, an e-mail address and a phone number, both verified. */
  readonly newcomer: (username: string) => Promise<{ readonly email: string; readonly phone: string }>;
};

const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' };

/**
 * Makes a pool that offers authenticator apps as a second factor. Where MFA is OPTIONAL, it also offers SMS, and codes by
 * e-mail as a first factor.
 */
export async function factorsPool(server: RunningServer, MfaConfiguration: 'ON' | 'OPTIONAL'): Promise<FactorsPool> {
  const { endpoint, credentials } = server;
  const client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
  const isOptional = MfaConfiguration === 'OPTIONAL';
  const AllowedFirstAuthFactors: sdk.AuthFactorType[] = isOptional ? ['PASSWORD', 'EMAIL_OTP'] : ['PASSWORD'];
  const { UserPool } = await client.send(
    new sdk.CreateUserPoolCommand({
      PoolName: 'factors',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
    }),
  );
  const UserPoolId = UserPool!.Id!;
  await client.send(
    new sdk.SetUserPoolMfaConfigCommand({
      UserPoolId,
      MfaConfiguration,
      ...(isOptional && { SmsMfaConfiguration: { SmsConfiguration } }),
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  const { UserPoolClient } = await client.send(
    new sdk.CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  let phones = 0;
  return {
    userPoolId: UserPoolId,
    clientId: UserPoolClient!.ClientId!,
    async newcomer(Username) {
      const email = `${Username}@example.com`;
      const phone = `+1555010${String(++phones).padStart(4, '0')}`;
      const attributes = { email, email_verified: 'true', phone_number: phone, phone_number_verified: 'true' };
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const user = { UserPoolId, Username };
      await client.send(new sdk.AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: 'SUPPRESS' }));
      await client.send(new sdk.AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
      return { email, phone };
    },
  };
}

/** What an authenticator app shows. */
export const codeNow = (secret: string): string => codeAt(secret, Date.now());

/**
 * What an authenticator app shows next. The service takes the code of one step later, too, and each code only once, so this
 * one is right as soon as the one before has been used.
 */
export const nextCode = (secret: string): string => codeAt(secret, Date.now() + STEP);
