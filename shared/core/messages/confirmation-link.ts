import type { ClientCall } from '#core/call.ts';
import { domainUrl } from '#core/domains/address.ts';
import { fail } from '#core/errors.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { senderFunction } from '#core/triggers/custom-sender.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Unversioned } from '#ports/records.ts';
import type { Contact } from './delivery.ts';

/** The path of the page that a confirmation link leads to, below the URL of the pool's domain. */
const CONFIRMATION_PATH = '/confirmUser';

/** Makes the link of one message. `user` is undefined for a name that leads to nobody. */
export type LinkMaker = (user: Unversioned<'user'> | undefined, code: string) => string;

/**
 * Returns what makes the link in the message of a sign-up, or undefined where the message has a code: by SMS, in a pool
 * that confirms with codes, and where a function of the pool sends the e-mails, which makes its links itself. The link
 * begins with the domain that is stored for the pool, whatever host the request named.
 *
 * Throws InvalidParameterException with Cognito's text if the pool has no domain that a link could lead to. The pool is
 * read again before that, so that a new domain counts at once.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-email-verification-message-customization.html
 */
export function confirmationLinks(call: ClientCall, { attribute }: Contact): Promise<LinkMaker | undefined> {
  const { deps, client } = call;
  return deps.configuration.judge(async (cached) => {
    const pool = (await cached.pool(call.pool.id)) ?? call.pool;
    if (!sendsLink(pool, attribute)) return undefined;
    const url = domainUrl(deps.deployment, pool);
    if (url === undefined) return fail('InvalidParameterException', NO_DOMAIN);
    return (user, code) => {
      const query = new URLSearchParams({
        client_id: client.id,
        user_name: user ? shownUser(pool, user).username : '',
        confirmation_code: code,
      });
      return `${url}${CONFIRMATION_PATH}?${query}`;
    };
  });
}

/** Tells whether the message of a sign-up that goes to this attribute has a link in place of the code. */
export function sendsLink(pool: Pool, attribute: ContactAttribute | undefined): boolean {
  const { defaultEmailOption } = pool.verificationMessageTemplate;
  return attribute === 'email' && defaultEmailOption === 'CONFIRM_WITH_LINK' && !senderFunction(pool, 'EMAIL');
}

/** The misspelling is Cognito's (public records: github.com/aws-amplify/amplify-js/issues/4489). */
const NO_DOMAIN =
  'Cannot perform specific action because there does not exist a valid use pool domain associated with the user pool';
