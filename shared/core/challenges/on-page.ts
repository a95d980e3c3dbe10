import type { ClientCall } from '#core/call.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { CognitoError, fail, TEXT } from '#core/errors.ts';
import { type FirstFactor, passkeyParty } from '#core/mfa/first-factors.ts';
import { subOfCredential } from '#core/passkeys/assertion.ts';
import type { Level } from '#core/pools/acr.ts';
import type { SsoSession } from '#core/sso/sso-session.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import type { User } from '#core/users/user.ts';
import { sealSession } from './auth-session.ts';
import { answerChallenge } from './driver.ts';
import type { SignInResult } from './ending.ts';
import { imaginaryUser } from './imaginary-user.ts';
import { findOrMigrate } from './migration.ts';
import { requiredParameter } from './parameters.ts';
import type { PasskeyOffer } from './passkey-offer.ts';
import { judgePassword } from './password.ts';
import { findSigner } from './signer.ts';
import { type Aim, type Climber, firstInReach } from './step-up.ts';
import { beginChoosing } from './user-auth.ts';
import { webAuthn } from './web-authn.ts';

/** What an app asks of a sign-in on the pages. */
type Wanted = {
  /** The levels, in order of preference. */
  readonly levels: readonly Level[];
  /** The SSO session whose factors count as passed. */
  readonly standing?: { readonly ssoSession: SsoSession; readonly user: User };
};

/** Returns the proofs with which a sign-in on the pages may begin at a client, or undefined for all of the pool. */
export function beginsOf({ client }: Pick<ClientCall, 'client'>): readonly FirstFactor[] | undefined {
  return allowsFlow(client, 'USER_AUTH') ? undefined : ['PASSWORD'];
}

/**
 * Begins a sign-in on a page with name and password. It aims at the first level that the user can reach with them. Throws
 * like signInWithPassword.
 */
export async function signInOnPage(
  call: ClientCall,
  parameters: { readonly USERNAME: string; readonly PASSWORD: string },
  { levels }: Pick<Wanted, 'levels'>,
): Promise<SignInResult> {
  const password = requiredParameter(parameters, 'PASSWORD');
  const signer = await findOrMigrate(call, parameters, password);
  const { user } = signer.found;
  // The reads are the same for a name that leads to nobody.
  const rpId = levels.length > 0 ? await passkeyParty(call) : undefined;
  const climber = user && { user, sub: user.sub, rpId, begins: ['PASSWORD'] as const };
  const aim = climber && levels.length > 0 ? aimOnPage(call, { levels }, climber) : {};
  return judgePassword(call, { ...signer, signIn: { ...signer.signIn, ...aim } }, password);
}

/**
 * Begins a sign-in on a page in which the person chooses how to go on, or goes on with the factor that an SSO session
 * lacks. Throws like beginByChoice.
 */
export function chooseOnPage(
  call: ClientCall,
  parameters: { readonly USERNAME: string; readonly PASSWORD?: string },
  wanted: Wanted,
): Promise<SignInResult> {
  const { USERNAME, PASSWORD } = parameters;
  const isAiming = wanted.levels.length > 0;
  return beginChoosing(
    call,
    { USERNAME, ...(PASSWORD !== undefined && { PASSWORD, PREFERRED_CHALLENGE: 'PASSWORD' }) },
    isAiming ? (climber) => aimOnPage(call, wanted, { ...climber, ...begins(call) }) : undefined,
  );
}

/**
 * Signs in with a passkey that the person has chosen before giving a name. `credential` is the JSON of an
 * AuthenticationResponseJSON, whose user handle names the user. The sign-in is that of USER_AUTH with the challenge WEB_AUTHN,
 * which is answered at once: it has the id of the offer, so that an offer signs in once. Reads and answers are the same for a
 * handle that leads to nobody. Throws InvalidParameterException for a credential that has not the form of any or names no
 * user, and what answerChallenge throws for WEB_AUTHN; a user who may not sign in with a passkey gets the same error as for a
 * wrong one.
 * https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
 */
export async function signInByOffer(
  call: ClientCall,
  { offer, credential }: { readonly offer: PasskeyOffer; readonly credential: string },
  wanted: Pick<Wanted, 'levels'>,
): Promise<SignInResult> {
  const { id, value, rpId } = offer;
  const sub = subOfCredential(credential);
  if (sub === undefined) return fail('InvalidParameterException', TEXT.credentialInvalid);
  const { signIn, found } = await findSigner(call, { USERNAME: sub });
  // It is made for every handle, so that an unknown one takes no longer.
  const imaginary = imaginaryUser(call, { sub, name: sub, rpId });
  const climber = { user: found.user ?? imaginary, sub, rpId, ...begins(call) };
  const aim = wanted.levels.length > 0 ? aimOnPage(call, wanted, climber) : {};
  await preAuthentication(call, sub, found.user);
  const state = { challenge: webAuthn.name, value, rpId } as const;
  const session = sealSession(call.deps.keys, { ...signIn, ...aim, id, state });
  try {
    return await answerChallenge(call, webAuthn, { USERNAME: sub, CREDENTIAL: credential }, session);
  } catch (error) {
    // To begin again would not help: the user has to pass more than this passkey, or has just changed.
    if (error instanceof CognitoError && error.message === TEXT.sessionInvalid) {
      return fail('NotAuthorizedException', TEXT.passkeyRefused);
    }
    throw error;
  }
}

/**
 * Returns the aim of a sign-in on a page. If the user can reach none of the levels, it is the lowest of them: the sign-in
 * then fails once the password is proved, so that nobody else learns which factors the user has.
 */
function aimOnPage({ pool }: ClientCall, { levels, standing }: Wanted, climber: Climber): Aim {
  const token = standing?.user.sub === climber.sub ? { user: standing.user, family: standing.ssoSession } : undefined;
  const { target, passed } = firstInReach(pool, { levels, ...(token && { token }) }, climber);
  return { target: target ?? (Math.min(...levels) as Level), passed };
}

function begins(call: ClientCall): Pick<Climber, 'begins'> {
  const some = beginsOf(call);
  return some ? { begins: some } : {};
}
