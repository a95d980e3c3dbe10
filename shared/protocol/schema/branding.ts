import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { ArnType, ClientIdType, Document, RegionNameType, StringType, UserPoolIdType } from './common.ts';
import { blob, boolean, integer, list, map, oneOf, type Requests, required, string, structure } from './shape.ts';

const AssetListType = list(
  structure<api.AssetType>({
    Category: required(
      oneOf<api.AssetCategoryType>(
        'FAVICON_ICO',
        'FAVICON_SVG',
        'EMAIL_GRAPHIC',
        'SMS_GRAPHIC',
        'AUTH_APP_GRAPHIC',
        'PASSWORD_GRAPHIC',
        'PASSKEY_GRAPHIC',
        'PAGE_HEADER_LOGO',
        'PAGE_HEADER_BACKGROUND',
        'PAGE_FOOTER_LOGO',
        'PAGE_FOOTER_BACKGROUND',
        'PAGE_BACKGROUND',
        'FORM_BACKGROUND',
        'FORM_LOGO',
        'IDP_BUTTON_ICON',
      ),
    ),
    ColorMode: required(oneOf<api.ColorSchemeModeType>('LIGHT', 'DARK', 'DYNAMIC')),
    Extension: required(oneOf<api.AssetExtensionType>('ICO', 'JPEG', 'PNG', 'SVG', 'WEBP')),
    Bytes: blob({ max: 1_000_000 }),
    ResourceId: string({ min: 1, max: 40, pattern: '^[\\w\\- ]+$' }),
  }),
  // Public records show this text for a value that is no list.
  { min: 0, max: 40, wrongType: 'Unexpected field type' },
);
const CustomDomainConfigType = structure<api.CustomDomainConfigType>({
  CertificateArn: required(ArnType),
  SecurityPolicy: oneOf<api.SecurityPolicyType>('TLS_V1', 'TLS_V1_2_2021', 'TLS_V1_3_2025'),
});
/**
 * AWS's page has a pattern without dots, which no custom domain would match. Prefixes and custom domains are checked in
 * shared/core/domains/check.ts, with the texts that Cognito has for them.
 */
const DomainType = string({ min: 1, max: 63 });
const LinksType = map(string({ min: 1, max: 1024, pattern: '^[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+$' }), {
  max: 13,
  key: string({
    pattern:
      '^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese|korean|portuguese-brazil|chinese-(simplified|traditional))$',
  }),
});
const ManagedLoginBrandingIdType = string({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$',
});
const RoutingType = structure<api.RoutingType>({
  Failover: structure<api.FailoverType>({
    SecondaryRegion: required(RegionNameType),
    PrimaryRoute53HealthCheckId: required(string({ max: 64 })),
  }),
});
const TermsEnforcementType = oneOf<api.TermsEnforcementType>('NONE');
const TermsIdType = ManagedLoginBrandingIdType;
const TermsNameType = string({ pattern: '^(terms-of-use|privacy-policy)$' });
const TermsSourceType = oneOf<api.TermsSourceType>('LINK');

export const brandingRequests = {
  CreateUserPoolDomain: {
    Domain: required(DomainType),
    UserPoolId: required(UserPoolIdType),
    ManagedLoginVersion: integer(),
    CustomDomainConfig: CustomDomainConfigType,
    Routing: RoutingType,
  },
  DescribeUserPoolDomain: { Domain: required(DomainType) },
  UpdateUserPoolDomain: {
    Domain: required(DomainType),
    UserPoolId: required(UserPoolIdType),
    ManagedLoginVersion: integer(),
    CustomDomainConfig: CustomDomainConfigType,
    Routing: RoutingType,
  },
  DeleteUserPoolDomain: { Domain: required(DomainType), UserPoolId: required(UserPoolIdType) },
  GetUICustomization: { UserPoolId: required(UserPoolIdType), ClientId: ClientIdType },
  SetUICustomization: {
    UserPoolId: required(UserPoolIdType),
    ClientId: ClientIdType,
    CSS: string({ min: 0, max: 131_072 }),
    ImageFile: blob({ min: 0, max: 131_072 }),
  },
  CreateManagedLoginBranding: {
    Assets: AssetListType,
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    UseCognitoProvidedValues: boolean(),
    Settings: Document,
  },
  DescribeManagedLoginBranding: {
    UserPoolId: required(UserPoolIdType),
    ManagedLoginBrandingId: required(ManagedLoginBrandingIdType),
    ReturnMergedResources: boolean(),
  },
  DescribeManagedLoginBrandingByClient: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    ReturnMergedResources: boolean(),
  },
  UpdateManagedLoginBranding: {
    Assets: AssetListType,
    UserPoolId: UserPoolIdType,
    ManagedLoginBrandingId: ManagedLoginBrandingIdType,
    UseCognitoProvidedValues: boolean(),
    Settings: Document,
  },
  DeleteManagedLoginBranding: {
    ManagedLoginBrandingId: required(ManagedLoginBrandingIdType),
    UserPoolId: required(UserPoolIdType),
  },
  CreateTerms: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    TermsName: required(TermsNameType),
    TermsSource: required(TermsSourceType),
    Enforcement: required(TermsEnforcementType),
    Links: LinksType,
  },
  DescribeTerms: { TermsId: required(TermsIdType), UserPoolId: required(UserPoolIdType) },
  DescribeTermsByClient: {
    ClientId: required(ClientIdType),
    UserPoolId: required(UserPoolIdType),
    TermsName: required(TermsNameType),
  },
  UpdateTerms: {
    TermsId: required(TermsIdType),
    UserPoolId: required(UserPoolIdType),
    TermsName: TermsNameType,
    TermsSource: TermsSourceType,
    Enforcement: TermsEnforcementType,
    Links: LinksType,
  },
  DeleteTerms: { TermsId: required(TermsIdType), UserPoolId: required(UserPoolIdType) },
  ListTerms: { UserPoolId: required(UserPoolIdType), MaxResults: integer({ min: 1, max: 60 }), NextToken: StringType },
} satisfies Requests;
