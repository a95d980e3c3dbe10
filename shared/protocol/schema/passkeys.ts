import { Document, PaginationKey, StringType, TokenModelType } from './common.ts';
import { integer, type Requests, required } from './shape.ts';

export const passkeysRequests = {
  StartWebAuthnRegistration: { AccessToken: required(TokenModelType) },
  CompleteWebAuthnRegistration: { AccessToken: required(TokenModelType), Credential: required(Document) },
  ListWebAuthnCredentials: {
    AccessToken: required(TokenModelType),
    NextToken: PaginationKey,
    MaxResults: integer({ min: 0, max: 20 }),
  },
  DeleteWebAuthnCredential: { AccessToken: required(TokenModelType), CredentialId: required(StringType) },
} satisfies Requests;
