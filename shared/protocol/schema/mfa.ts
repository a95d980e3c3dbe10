import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  AttributeNameType,
  DeliveryMediumType,
  SessionType,
  StringType,
  TokenModelType,
  UsernameType,
  UserPoolIdType,
} from './common.ts';
import { boolean, list, type Requests, required, sensitive, string, structure } from './shape.ts';

const EmailMfaSettingsType = structure<api.EmailMfaSettingsType>({ Enabled: boolean(), PreferredMfa: boolean() });
const MFAOptionListType = list(
  structure<api.MFAOptionType>({ DeliveryMedium: DeliveryMediumType, AttributeName: AttributeNameType }),
);
const SMSMfaSettingsType = structure<api.SMSMfaSettingsType>({ Enabled: boolean(), PreferredMfa: boolean() });
const SoftwareTokenMfaSettingsType = structure<api.SoftwareTokenMfaSettingsType>({
  Enabled: boolean(),
  PreferredMfa: boolean(),
});
const WebAuthnMfaSettingsType = structure<api.WebAuthnMfaSettingsType>({ Enabled: boolean() });

export const mfaRequests = {
  AssociateSoftwareToken: { AccessToken: TokenModelType, Session: SessionType },
  VerifySoftwareToken: {
    AccessToken: TokenModelType,
    Session: SessionType,
    UserCode: required(sensitive(string({ min: 6, max: 6, pattern: '[0-9]+' }))),
    FriendlyDeviceName: StringType,
  },
  SetUserMFAPreference: {
    SMSMfaSettings: SMSMfaSettingsType,
    SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType,
    EmailMfaSettings: EmailMfaSettingsType,
    WebAuthnMfaSettings: WebAuthnMfaSettingsType,
    AccessToken: required(TokenModelType),
  },
  SetUserSettings: { AccessToken: required(TokenModelType), MFAOptions: required(MFAOptionListType) },
  GetUserAuthFactors: { AccessToken: required(TokenModelType) },
  AdminSetUserMFAPreference: {
    SMSMfaSettings: SMSMfaSettingsType,
    SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType,
    EmailMfaSettings: EmailMfaSettingsType,
    WebAuthnMfaSettings: WebAuthnMfaSettingsType,
    Username: required(UsernameType),
    UserPoolId: required(UserPoolIdType),
  },
  AdminSetUserSettings: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    MFAOptions: required(MFAOptionListType),
  },
  AdminGetUserAuthFactors: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminDeleteSoftwareToken: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
} satisfies Requests;
