import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  AcrLevelType,
  AcrValueType,
  PaginationKeyType,
  ProviderNameType,
  StringType,
  UserPoolIdType,
} from './common.ts';
import { integer, list, map, oneOf, type Requests, required, string, structure } from './shape.ts';

const AcrMappingType = map(AcrValueType, { min: 0, max: 4, key: AcrLevelType });
const AttributeMappingType = map(StringType, { key: string({ min: 1, max: 32 }) });
const IdpIdentifierType = string({ min: 1, max: 40, pattern: '[\\w\\s+=.@-]+', expression: '[\\w\\t-\\r +=.@-]+' });
const IdpIdentifiersListType = list(IdpIdentifierType, { min: 0, max: 50 });
const ProviderDetailsType = map(StringType, { key: StringType });
const ProviderUserIdentifierType = structure<api.ProviderUserIdentifierType>({
  ProviderName: ProviderNameType,
  ProviderAttributeName: StringType,
  ProviderAttributeValue: StringType,
});

export const federationRequests = {
  CreateIdentityProvider: {
    UserPoolId: required(UserPoolIdType),
    ProviderName: required(
      string({ min: 1, max: 32, pattern: '[^_\\p{Z}][\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}][^_\\p{Z}]+' }),
    ),
    ProviderType: required(
      oneOf<api.IdentityProviderTypeType>('SAML', 'Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple', 'OIDC'),
    ),
    ProviderDetails: required(ProviderDetailsType),
    AttributeMapping: AttributeMappingType,
    IdpIdentifiers: IdpIdentifiersListType,
    AcrMapping: AcrMappingType,
  },
  DescribeIdentityProvider: { UserPoolId: required(UserPoolIdType), ProviderName: required(ProviderNameType) },
  UpdateIdentityProvider: {
    UserPoolId: required(UserPoolIdType),
    ProviderName: required(ProviderNameType),
    ProviderDetails: ProviderDetailsType,
    AttributeMapping: AttributeMappingType,
    IdpIdentifiers: IdpIdentifiersListType,
    AcrMapping: AcrMappingType,
  },
  DeleteIdentityProvider: { UserPoolId: required(UserPoolIdType), ProviderName: required(ProviderNameType) },
  ListIdentityProviders: {
    UserPoolId: required(UserPoolIdType),
    MaxResults: integer({ min: 0, max: 60 }),
    NextToken: PaginationKeyType,
  },
  GetIdentityProviderByIdentifier: { UserPoolId: required(UserPoolIdType), IdpIdentifier: required(IdpIdentifierType) },
  AdminLinkProviderForUser: {
    UserPoolId: required(StringType),
    DestinationUser: required(ProviderUserIdentifierType),
    SourceUser: required(ProviderUserIdentifierType),
  },
  AdminDisableProviderForUser: { UserPoolId: required(StringType), User: required(ProviderUserIdentifierType) },
  GetSigningCertificate: { UserPoolId: required(UserPoolIdType) },
} satisfies Requests;
