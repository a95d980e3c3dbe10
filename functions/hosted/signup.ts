import { withClient } from '#core/call.ts';
import type { CognitoError } from '#core/errors.ts';
import { termsName } from '#core/languages/language.ts';
import type { Parameters } from '#core/oauth/parameters.ts';
import { checkPassword } from '#core/password/policy.ts';
import { checkSignUp } from '#core/sign-up/check.ts';
import { browserSignUpSession } from '#core/sign-up/session.ts';
import { type SignedUp, signUp } from '#core/sign-up/sign-up.ts';
import { termsOf } from '#core/terms/change.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { languageOf } from '#protocol/web/language.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import { signUpPage, waitingPage } from '#ui/pages/sign-up.ts';
import { asRequest, fieldsOf, signUpCall } from './account-call.ts';
import { showConfirm } from './account-pages.ts';
import { afterConfirmation } from './after-confirmation.ts';
import { type PageCall, pathOf } from './authorization.ts';
import type { Endpoint } from './endpoint.ts';
import { pageResponse } from './page.ts';
import { attempt, formPage } from './sign-in.ts';
import { attributeFields } from './sign-up-fields.ts';

export const SIGN_UP_PATH = '/signup';

/**
 * The page on which people sign up. It takes the attributes that it shows and no others.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const signup: Endpoint = {
  paths: [SIGN_UP_PATH],
  kind: 'page',
  methods: {
    async GET(context) {
      return show(await signUpCall(context), {});
    },
    async POST(context) {
      const call = await signUpCall(context);
      const form = fieldsOf(call);
      return attempt(call, {
        take: () => register(call, form),
        again: (problem, error) => afterFailure(call, form, problem, error),
        show: (signedUp) => afterSignUp(call, form.username ?? '', signedUp),
      });
    },
  },
};

/**
 * Signs somebody up as SignUp does. On pages everybody chooses a password.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
async function register(page: PageCall, form: Parameters): Promise<SignedUp> {
  const given = attributeFields(page).map(({ name, field }) => ({ Name: name, Value: form[field] ?? '' }));
  const request = asRequest(page, 'SignUp', {
    Username: form.username,
    Password: form.password,
    UserAttributes: given,
  });
  const { Username: username, Password: password = '' } = request;
  const { attributes, ...call } = await withClient(page, page.client.id, (call) => {
    checkPassword(password, call.pool.passwordPolicy, 'signingUp');
    return { attributes: checkSignUp(call, { username, password, attributes: request.UserAttributes }) };
  });
  return signUp(call, { username, password, attributes, validationData: undefined });
}

function afterSignUp(
  call: PageCall,
  username: string,
  { user, isConfirmed, delivery }: SignedUp,
): Promise<HttpResponse> {
  const session = browserSignUpSession(call, user);
  if (isConfirmed) return afterConfirmation(call, username, session);
  if (delivery) return showConfirm(call, { username, session, delivery });
  return pageResponse(call, (page) => waitingPage({ ...page, signIn: pathOf(call, '/login') }));
}

/** The user of a message that could not be sent is stored, and can ask for another one. */
function afterFailure(call: PageCall, form: Parameters, problem: string, error?: CognitoError): Promise<HttpResponse> {
  if (error?.name === 'CodeDeliveryFailureException') {
    return showConfirm(call, { username: form.username ?? '', problem });
  }
  return show(call, error ? form : {}, problem);
}

async function show(call: PageCall, form: Parameters, problem?: string): Promise<HttpResponse> {
  const view = {
    names: call.pool.usernameAttributes,
    username: form.username,
    attributes: attributeFields(call).map((one) => ({ ...one, value: form[one.field] })),
    policy: call.pool.passwordPolicy,
    terms: await termsLinks(call),
    signIn: pathOf(call, '/login'),
  };
  return formPage(call, SIGN_UP_PATH, (frame) => signUpPage({ ...frame, ...view }), { problem });
}

/**
 * Returns the links to the terms of the client in the language of the browser. There are none unless the client has both
 * documents, and on classic pages.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html#managed-login-terms-documents
 */
export async function termsLinks(call: WebCall & Pick<PageCall, 'client'>) {
  if (!isManaged(call)) return undefined;
  const documents = await termsOf(call, call.pool.id, call.client.id);
  const name = termsName(languageOf(call)) ?? '';
  const linkOf = (links: Readonly<Record<string, string>> = {}) => links[name] ?? links['cognito:default'];
  const termsOfUse = linkOf(documents['terms-of-use']?.links);
  const privacyPolicy = linkOf(documents['privacy-policy']?.links);
  return termsOfUse && privacyPolicy ? { termsOfUse, privacyPolicy } : undefined;
}
