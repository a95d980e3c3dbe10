import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { eventAttributes } from './user-attributes.ts';

/** This file has what the three functions of CUSTOM_AUTH have in common. */

export type Texts = Readonly<Record<string, string>>;

/** The user of a custom sign-in as the functions see them. */
export type ChallengedUser = {
  readonly userName: string;
  readonly request: {
    readonly userAttributes: Texts;
    /** It is there for clients that prevent user existence errors. */
    readonly userNotFound?: boolean;
    readonly clientMetadata?: Texts | undefined;
  };
};

/** A challenge of the sign-in, and whether its answer was right. Only custom challenges have metadata; null stands for none. */
export type ChallengeResult = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
};

/**
 * Returns the user of a sign-in as the functions see them. For a name that leads to nobody, `name` stands for the user.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function challengedUser(
  call: ClientCall,
  { user, name }: { readonly user: User | undefined; readonly name: string },
): ChallengedUser {
  const { pool, client } = call;
  return {
    userName: user ? shownUser(pool, user).username : name,
    request: {
      userAttributes: user ? eventAttributes(pool, user) : {},
      clientMetadata: clientMetadataFor('AuthChallenge', call),
      ...(hidesUsers(client) && { userNotFound: !user }),
    },
  };
}

/** Returns the functions of CUSTOM_AUTH. Throws InvalidParameterException for a pool that has not all three. */
export function authChallengeFunctions({ lambdaConfig }: Pool) {
  const {
    defineAuthChallenge: define,
    createAuthChallenge: create,
    verifyAuthChallengeResponse: verify,
  } = lambdaConfig;
  if (define && create && verify) return { define, create, verify };
  return fail('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.');
}
