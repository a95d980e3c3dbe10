import { updateTerms as update } from '#core/terms/change.ts';
import type { TermsName } from '#core/terms/terms.ts';
import { defineOperation } from '../operations.ts';
import { termsOutput } from './terms-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html */
export const updateTerms = defineOperation('UpdateTerms', {
  async handle(call, { UserPoolId, TermsId, TermsName, TermsSource, Enforcement, Links }) {
    const terms = await update(
      call,
      { poolId: UserPoolId, id: TermsId },
      {
        ...(TermsName && { name: TermsName as TermsName }),
        ...(TermsSource && { source: TermsSource }),
        ...(Enforcement && { enforcement: Enforcement }),
        ...(Links && { links: Links }),
      },
    );
    return { Terms: termsOutput(terms) };
  },
});
