import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { askFunction, type Question } from './run.ts';
import { eventAttributes } from './user-attributes.ts';

type Texts = Readonly<Record<string, string>>;

/** @internal A test compares it with the types that existing functions expect. */
export type PreAuthenticationQuestion = Question<
  'PreAuthentication_Authentication',
  {
    readonly userAttributes: Texts;
    readonly validationData: Texts | null;
    /** It is there if the client prevents user existence errors. */
    readonly userNotFound?: boolean;
  },
  object
>;

/**
 * Asks the pool's function whether somebody may try to sign in. `asked` is the name that the client sent. A name that
 * leads to nobody is asked about only if the client prevents user existence errors. Throws what askFunction throws; the
 * attempt is then refused.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 */
export async function preAuthentication(call: ClientCall, asked: string, user: User | undefined): Promise<void> {
  const { pool, client } = call;
  const functionArn = pool.lambdaConfig.preAuthentication;
  const hides = hidesUsers(client);
  if (!functionArn || (!user && !hides)) return;
  const question: PreAuthenticationQuestion = {
    source: 'PreAuthentication_Authentication',
    userName: user ? shownUser(pool, user).username : asked,
    request: {
      userAttributes: user ? eventAttributes(pool, user) : {},
      validationData: clientMetadataFor('validationData', call) ?? null,
      ...(hides && { userNotFound: user === undefined }),
    },
    response: {},
  };
  await askFunction(call, { trigger: 'PreAuthentication', functionArn }, question);
}
