import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { askFunction, type Question, type TriggerCall } from './run.ts';
import { eventAttributes } from './user-attributes.ts';

type Texts = Readonly<Record<string, string>>;

/** @internal A test compares it with the types that existing functions expect. */
export type PostAuthenticationQuestion = Question<
  'PostAuthentication_Authentication',
  {
    readonly userAttributes: Texts;
    /** It is true only in a pool that tracks devices, for a sign-in from none of the user's devices. */
    readonly newDeviceUsed: boolean;
    readonly clientMetadata?: Texts | undefined;
  },
  object
>;

/**
 * Tells the pool's function that a user has passed every factor of a sign-in. Throws what askFunction throws; the user
 * must then get no tokens.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 */
export async function postAuthentication(
  call: TriggerCall,
  user: User,
  { newDeviceUsed }: { readonly newDeviceUsed: boolean },
): Promise<void> {
  const { pool } = call;
  const functionArn = pool.lambdaConfig.postAuthentication;
  if (!functionArn) return;
  const question: PostAuthenticationQuestion = {
    source: 'PostAuthentication_Authentication',
    userName: shownUser(pool, user).username,
    request: {
      userAttributes: eventAttributes(pool, user),
      newDeviceUsed,
      clientMetadata: clientMetadataFor('PostAuthentication', call),
    },
    response: {},
  };
  await askFunction(call, { trigger: 'PostAuthentication', functionArn }, question);
}
