import { SECRET_HASH_FORM } from '#core/constraints/forms.ts';
import {
  AnalyticsMetadataType,
  AttributeListType,
  ClientIdType,
  ClientMetadataType,
  ConfirmationCodeType,
  NewUserPasswordType,
  PasswordType,
  SessionType,
  UserContextDataType,
  UsernameType,
} from './common.ts';
import { boolean, type Requests, required, sensitive, string } from './shape.ts';

/** The ClientId of requests that also have a SecretHash. Errors do not show its value (common.ts). */
const MaskedClientIdType = sensitive(ClientIdType);
const SecretHashType = sensitive(string(SECRET_HASH_FORM));

export const signUpRequests = {
  SignUp: {
    ClientId: required(MaskedClientIdType),
    SecretHash: SecretHashType,
    Username: required(UsernameType),
    Password: NewUserPasswordType,
    UserAttributes: AttributeListType,
    ValidationData: AttributeListType,
    AnalyticsMetadata: AnalyticsMetadataType,
    UserContextData: UserContextDataType,
    ClientMetadata: ClientMetadataType,
  },
  ConfirmSignUp: {
    ClientId: required(MaskedClientIdType),
    SecretHash: SecretHashType,
    Username: required(UsernameType),
    ConfirmationCode: required(ConfirmationCodeType),
    ForceAliasCreation: boolean(),
    AnalyticsMetadata: AnalyticsMetadataType,
    UserContextData: UserContextDataType,
    ClientMetadata: ClientMetadataType,
    Session: SessionType,
  },
  ResendConfirmationCode: {
    ClientId: required(MaskedClientIdType),
    SecretHash: SecretHashType,
    UserContextData: UserContextDataType,
    Username: required(UsernameType),
    AnalyticsMetadata: AnalyticsMetadataType,
    ClientMetadata: ClientMetadataType,
  },
  ForgotPassword: {
    ClientId: required(MaskedClientIdType),
    SecretHash: SecretHashType,
    UserContextData: UserContextDataType,
    Username: required(UsernameType),
    AnalyticsMetadata: AnalyticsMetadataType,
    ClientMetadata: ClientMetadataType,
  },
  ConfirmForgotPassword: {
    ClientId: required(MaskedClientIdType),
    SecretHash: SecretHashType,
    Username: required(UsernameType),
    ConfirmationCode: required(ConfirmationCodeType),
    Password: required(PasswordType),
    AnalyticsMetadata: AnalyticsMetadataType,
    UserContextData: UserContextDataType,
    ClientMetadata: ClientMetadataType,
  },
} satisfies Requests;
