import { createTerms as create } from '#core/terms/change.ts';
import type { TermsName } from '#core/terms/terms.ts';
import { defineOperation } from '../operations.ts';
import { termsOutput } from './terms-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html */
export const createTerms = defineOperation('CreateTerms', {
  async handle(call, { UserPoolId, ClientId, TermsName, TermsSource, Enforcement, Links = {} }) {
    const terms = await create(call, {
      poolId: UserPoolId,
      clientId: ClientId,
      name: TermsName as TermsName,
      source: TermsSource,
      enforcement: Enforcement,
      links: Links,
    });
    return { Terms: termsOutput(terms) };
  },
});
