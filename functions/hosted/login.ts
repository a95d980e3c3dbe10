import { chooseOnPage, signInByOffer, signInOnPage } from '#core/challenges/on-page.ts';
import { offerPasskey, openPasskeyOffer } from '#core/challenges/passkey-offer.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { type CognitoError, fail } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import { passkeyParty } from '#core/mfa/first-factors.ts';
import { subOfCredential } from '#core/passkeys/assertion.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { isManaged } from '#protocol/web/web-call.ts';
import type { FormFrame } from '#ui/form.ts';
import { loginPage } from '#ui/pages/login.ts';
import { accountLinks, checkLocal } from './account-call.ts';
import { afterRefusal } from './account-pages.ts';
import { answerBySession, checkPageAllowed, type PageCall, requestInQuery } from './authorization.ts';
import { mayMigrate } from './challenge-pages.ts';
import type { Endpoint } from './endpoint.ts';
import { formPage, step } from './sign-in.ts';
import { creditedStanding, showStepUp, stepUp } from './step-up.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export const login: Endpoint = {
  paths: ['/login'],
  kind: 'page',
  methods: {
    async GET(context) {
      const call = await requestInQuery(context);
      const answered = await answerBySession(call);
      if (answered) return answered;
      checkPageAllowed(call);
      await checkLocal(call);
      const standing = await creditedStanding(call);
      return standing ? showStepUp(call, standing) : showLogin(call, { username: call.request.loginHint });
    },
    async POST(context) {
      const call = await requestInQuery(context);
      await checkLocal(call);
      const { form } = call.web;
      const standing = form.has('continue') ? await creditedStanding(call) : undefined;
      if (standing) {
        return step(
          call,
          () => counted(call, () => stepUp(call, standing)),
          (problem) => showStepUp(call, standing, problem),
        );
      }
      const credential = form.get('credential') ?? '';
      if (credential !== '') {
        return step(
          call,
          () => counted(call, () => beginByOffer(call, credential)),
          (problem, error) =>
            afterRefusal(call, subOfCredential(credential) ?? '', error) ?? showLogin(call, { problem }),
        );
      }
      const username = form.get('username') ?? '';
      return step(
        call,
        () => counted(call, () => begin(call, username)),
        (problem, error) =>
          afterRefusal(call, username, error) ??
          showLogin(call, needsPassword(call, error) ? { username, withPassword: true } : { username, problem }),
      );
    },
  },
};

/** Managed login asks for the name first where the client lets users choose how to sign in. Classic pages know no choice. */
function choosesFirst(call: PageCall): boolean {
  return isManaged(call) && allowsFlow(call.client, 'USER_AUTH');
}

/**
 * Begins a sign-in that counts among those of the API.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations
 */
async function counted<T>({ deps }: PageCall, begin: () => Promise<T>): Promise<T> {
  deps.limiter.admit('InitiateAuth', {});
  return begin();
}

function begin(call: PageCall, username: string) {
  const { levels } = call.request;
  const PASSWORD = call.web.form.get('password') ?? '';
  if (!choosesFirst(call)) return signInOnPage(call, { USERNAME: username, PASSWORD }, { levels });
  return chooseOnPage(call, { USERNAME: username, ...(PASSWORD !== '' && { PASSWORD }) }, { levels });
}

/** Returns the relying party whose passkeys the page offers before it asks for a name, or undefined if it offers none. */
async function offeringParty(call: PageCall): Promise<string | undefined> {
  return choosesFirst(call) ? passkeyParty(call) : undefined;
}

/** Begins a sign-in with the passkey that the person has picked from those that the browser knows. */
async function beginByOffer(call: PageCall, credential: string) {
  const { form } = call.web;
  const rpId = await offeringParty(call);
  const place = rpId !== undefined && { rpId, browser: form.get('_csrf') ?? '' };
  const offer = place && openPasskeyOffer(call, form.get('offer') ?? '', place);
  if (!offer) return fail('NotAuthorizedException', ENGLISH['problem.formExpired']);
  call.deps.limiter.admit('RespondToAuthChallenge', { ChallengeName: 'WEB_AUTHN' });
  return signInByOffer(call, { offer, credential }, call.request);
}

/** Tells whether a name leads to nobody whom a function of the pool may know by the password, which was not asked for. */
function needsPassword(call: PageCall, error: CognitoError | undefined): boolean {
  const isUnknown = error?.name === 'UserNotFoundException' && choosesFirst(call) && mayMigrate(call);
  return isUnknown && !call.web.form.has('password');
}

type View = Pick<FormFrame, 'problem' | 'notice'> & {
  readonly username?: string | undefined;
  /** The page asks for the password together with the name, where it would else ask for the name only. */
  readonly withPassword?: true;
};

/** Shows the page on which users sign in. */
export async function showLogin(call: PageCall, { username, withPassword, ...more }: View): Promise<HttpResponse> {
  const isNameOnly = choosesFirst(call) && !withPassword;
  const names = call.pool.usernameAttributes;
  const rpId = await offeringParty(call);
  const content = (frame: FormFrame) => {
    const passkey = rpId === undefined ? undefined : offerPasskey(call, { rpId, browser: frame.csrf });
    return loginPage({ ...frame, ...accountLinks(call), names, username, isNameOnly, passkey });
  };
  return formPage(call, '/login', content, more);
}
