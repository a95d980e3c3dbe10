import { shownUser } from '#core/users/shown.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { askFunction, type Question, type TriggerCall } from './run.ts';
import { eventAttributes } from './user-attributes.ts';

export type PostConfirmationQuestion = Question<
  'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  {
    readonly userAttributes: Attributes;
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
  Readonly<Record<string, never>>
>;

/**
 * Tells the pool's function about a user who has been confirmed, or has set a new password by a code. It must be called
 * once that is stored: whatever the function does, it stays so. Throws what askFunction throws, because Cognito reports
 * it nevertheless.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export async function postConfirmation(
  call: TriggerCall,
  source: PostConfirmationQuestion['source'],
  user: Unversioned<'user'>,
): Promise<void> {
  const functionArn = call.pool.lambdaConfig.postConfirmation;
  if (!functionArn) return;
  const question: PostConfirmationQuestion = {
    source,
    userName: shownUser(call.pool, user).username,
    request: {
      userAttributes: eventAttributes(call.pool, user),
      clientMetadata: clientMetadataFor('PostConfirmation', call),
    },
    response: {},
  };
  await askFunction(call, { trigger: 'PostConfirmation', functionArn }, question);
}
