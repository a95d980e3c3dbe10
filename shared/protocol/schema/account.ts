import {
  AttributeListType,
  AttributeNameListType,
  AttributeNameType,
  ClientMetadataType,
  ConfirmationCodeType,
  PaginationKey,
  PasswordType,
  RevokeAssociatedSessionsType,
  SessionIdType,
  TokenModelType,
} from './common.ts';
import { type Requests, required } from './shape.ts';

export const accountRequests = {
  GetUser: { AccessToken: required(TokenModelType) },
  GlobalSignOut: { AccessToken: required(TokenModelType) },
  ChangePassword: {
    PreviousPassword: PasswordType,
    ProposedPassword: required(PasswordType),
    AccessToken: required(TokenModelType),
  },
  UpdateUserAttributes: {
    UserAttributes: required(AttributeListType),
    AccessToken: required(TokenModelType),
    ClientMetadata: ClientMetadataType,
  },
  DeleteUserAttributes: { UserAttributeNames: required(AttributeNameListType), AccessToken: required(TokenModelType) },
  DeleteUser: { AccessToken: required(TokenModelType) },
  GetUserAttributeVerificationCode: {
    AccessToken: required(TokenModelType),
    AttributeName: required(AttributeNameType),
    ClientMetadata: ClientMetadataType,
  },
  VerifyUserAttribute: {
    AccessToken: required(TokenModelType),
    AttributeName: required(AttributeNameType),
    Code: required(ConfirmationCodeType),
  },
  ListUserSessions: { AccessToken: required(TokenModelType), NextToken: PaginationKey },
  RevokeUserSession: {
    AccessToken: required(TokenModelType),
    SessionId: required(SessionIdType),
    RevokeAssociatedSessions: RevokeAssociatedSessionsType,
  },
} satisfies Requests;
