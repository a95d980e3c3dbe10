import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { fail } from '#core/errors.ts';
import { passkeyParty } from '#core/mfa/first-factors.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import { type Choice, type Chooser, choiceNamed, openChoices } from './choices.ts';
import { challengeResult, concludeProof, type SignInResult } from './ending.ts';
import { signInAfterSignUp } from './hand-over.ts';
import { imaginaryUser } from './imaginary-user.ts';
import { findOrMigrate } from './migration.ts';
import { next } from './next.ts';
import { parameter, requiredParameter } from './parameters.ts';
import { judgePassword } from './password.ts';
import { findSigner, type Signer } from './signer.ts';
import { type Aim, aimOf, type Climber, stepUpOf } from './step-up.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Begins USER_AUTH, in which the client chooses how to go on. A preferred choice is taken at once if the user has it;
 * otherwise the client is told of the choices. If the client prevents user existence errors, an unknown user name gets
 * choices like a real one. With the Session of ConfirmSignUp the user is signed in at once, unless the client asks for a level.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export async function beginByChoice(
  call: ClientCall,
  parameters: Parameters,
  session: string | undefined,
): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  // The code of a sign-up is one factor. A client that asks for a level is to reach it.
  const isAiming = parameter(parameters, 'TARGET_ACR_VALUES') !== undefined;
  const signedIn = session === undefined || isAiming ? undefined : await signInAfterSignUp(call, username, session);
  return signedIn ?? choose(call, parameters);
}

async function choose(call: ClientCall, parameters: Parameters): Promise<SignInResult> {
  wantedChoice(parameters);
  const stepUp = await stepUpOf(call, parameters);
  return beginChoosing(call, parameters, stepUp && ((climber) => aimOf(call, stepUp, climber)));
}

/**
 * Begins a sign-in in which the client chooses how to go on, and whose level `aim` says, if any. Throws
 * UserNotFoundException unless the client prevents user existence errors, and what `aim` throws.
 */
export async function beginChoosing(
  call: ClientCall,
  parameters: Parameters,
  aim?: (climber: Climber) => Aim,
): Promise<SignInResult> {
  const wanted = wantedChoice(parameters);
  const begun = await beginWith(call, parameters, wanted);
  if (!begun.found.user && !hidesUsers(call.client)) fail('UserNotFoundException');
  const signer = await aiming(call, begun, parameters, aim);
  const { signIn, name } = signer;
  const further = await furtherFactor(call, signer);
  if (further) return further;

  const open = openChoices(call, signer);
  const available = open.map((choice) => choice.name);
  const preferred = open.find((choice) => choice === wanted);
  if (preferred && !preferred.onward) {
    return judgePassword(call, signer, requiredParameter(parameters, 'PASSWORD'));
  }
  await preAuthentication(call, signer.asked, signer.found.user);
  if (!preferred?.onward) {
    const state = { challenge: 'SELECT_CHALLENGE', name } as const;
    const asking = { state, parameters: { USERNAME: signIn.username } };
    return { ...challengeResult(call, signIn, 'SELECT_CHALLENGE', asking), available };
  }
  const onward = preferred.onward(call, signer, parameters);
  return { ...challengeResult(call, signIn, onward.name, await onward.begin(signIn)), available };
}

/** Returns the new sign-in as a chooser, which aims at the level that the client asks for. */
async function aiming(
  call: ClientCall,
  signer: Signer,
  parameters: Parameters,
  aim: ((climber: Climber) => Aim) | undefined,
): Promise<Signer & Chooser> {
  const username = requiredParameter(parameters, 'USERNAME');
  const name = username.length > USERNAME_FORM.max ? '' : username;
  const rpId = await passkeyParty(call);
  const { sub } = signer.signIn;
  const user = signer.found.user ?? imaginaryUser(call, { sub, name, rpId });
  return { ...signer, signIn: { ...signer.signIn, ...aim?.({ user, sub, rpId }) }, name, rpId };
}

/** Finds the user. The pool's function may know one of an unknown name by the password, if the client gives it. */
function beginWith(call: ClientCall, parameters: Parameters, wanted: Choice | undefined): Promise<Signer> {
  if (wanted?.name !== 'PASSWORD') return findSigner(call, parameters);
  return findOrMigrate(call, parameters, requiredParameter(parameters, 'PASSWORD'));
}

/** Goes on at once with the factor that is missing, where the password counts as passed already. */
async function furtherFactor(
  call: ClientCall,
  { asked, signIn, found: { user }, device }: Signer,
): Promise<SignInResult | undefined> {
  const standing = user && { signIn, user, device };
  if (!standing || !next(call, standing)) return undefined;
  await preAuthentication(call, asked, user);
  return concludeProof(call, standing);
}

/**
 * Returns the choice that the client prefers. Throws InvalidParameterException if the parameter that goes with it is
 * missing.
 */
function wantedChoice(parameters: Parameters): Choice | undefined {
  const wanted = choiceNamed(parameter(parameters, 'PREFERRED_CHALLENGE'));
  if (wanted?.needs) requiredParameter(parameters, wanted.needs);
  return wanted;
}
