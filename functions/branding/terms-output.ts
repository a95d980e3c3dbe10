import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/** Returns a terms document in the form that ListTerms shows. */
export function termsDescription(terms: Unversioned<'terms'>): OnWire<api.TermsDescriptionType> {
  return {
    TermsId: terms.id,
    TermsName: terms.name,
    Enforcement: terms.enforcement,
    CreationDate: epochSeconds(terms.createdAt),
    LastModifiedDate: epochSeconds(terms.modifiedAt),
  };
}

/** Returns a terms document in the form of all other operations. */
export function termsOutput(terms: Unversioned<'terms'>): OnWire<api.TermsType> {
  return {
    ...termsDescription(terms),
    UserPoolId: terms.poolId,
    ClientId: terms.clientId,
    TermsSource: terms.source,
    Links: terms.links,
  };
}
