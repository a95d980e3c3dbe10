import type { ClientCall } from '#core/call.ts';
import { type FirstFactor, firstFactors } from '#core/mfa/first-factors.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { ChallengeName, SignIn } from './auth-session.ts';
import type { Onward, Responses } from './challenge.ts';
import { onwardToCode } from './code-challenge.ts';
import { sendFirstCode } from './first-code.ts';
import { imaginaryUser } from './imaginary-user.ts';
import { askForProof } from './password-verifier.ts';
import { publicValueOf } from './srp-exchange.ts';
import { reachOf } from './step-up.ts';
import { askForPasskey } from './web-authn.ts';

/** A way to begin a sign-in that a client may choose. */
export type ChoiceName = 'PASSWORD_SRP' | 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** The user who was asked for. */
export type Chooser = {
  readonly signIn: SignIn;
  readonly found: MaybeUser;
  /** The user name that the client sent, or empty if it is not remembered. */
  readonly name: string;
  /** The relying party whose passkeys sign in to the pool; see passkeyParty. */
  readonly rpId: string | undefined;
};

export type Choice = {
  readonly name: ChoiceName;
  /** The factor that it leads to. */
  readonly factor: FirstFactor;
  /** The challenge that comes first, unless the proof comes together with the choice. */
  readonly leadsTo?: ChallengeName;
  /** The parameter that the client gives together with the choice. */
  readonly needs?: 'PASSWORD' | 'SRP_A';
  /** Returns the challenge that comes first. */
  readonly onward?: (call: ClientCall, chooser: Chooser, given: Responses) => Onward;
};

/**
 * The choices in the order in which clients are told of them. docs/sign-in.md shows them in its diagram.
 * @internal
 */
export const CHOICES: readonly Choice[] = [
  {
    name: 'PASSWORD_SRP',
    factor: 'PASSWORD',
    leadsTo: 'PASSWORD_VERIFIER',
    needs: 'SRP_A',
    onward(call, { found }, given) {
      const A = publicValueOf(given);
      return { name: 'PASSWORD_VERIFIER', begin: (signIn) => askForProof(call, { signIn, found }, A) };
    },
  },
  { name: 'PASSWORD', factor: 'PASSWORD', needs: 'PASSWORD' },
  codeChoice('EMAIL_OTP', 'email'),
  codeChoice('SMS_OTP', 'phone_number'),
  {
    name: 'WEB_AUTHN',
    factor: 'WEB_AUTHN',
    leadsTo: 'WEB_AUTHN',
    onward: (call, chooser) => ({
      name: 'WEB_AUTHN',
      begin: (signIn) => askForPasskey(call, { ...chooser, signIn }),
    }),
  },
];

function codeChoice(name: 'EMAIL_OTP' | 'SMS_OTP', attribute: ContactAttribute): Choice {
  return {
    name,
    factor: name,
    leadsTo: name,
    onward: (call, chooser) => onwardToCode(name, (signIn) => sendFirstCode(call, { ...chooser, signIn }, attribute)),
  };
}

/** Returns the choice with this name. */
export function choiceNamed(name: string | undefined): Choice | undefined {
  return CHOICES.find((choice) => choice.name === name);
}

/**
 * Returns the choices that the user has and that lead to the level that the sign-in aims at. A name that leads to nobody
 * has those of an imaginary user. A user who has none is offered a password, which will be wrong: an empty list would
 * tell that there is a user.
 */
export function openChoices(call: ClientCall, { signIn, found, name, rpId }: Chooser): readonly Choice[] {
  // It is made for every name, so that an unknown one takes no longer.
  const imaginary = imaginaryUser(call, { sub: signIn.sub, name, rpId });
  const { passed, target = 0 } = signIn;
  const user = found.user ?? imaginary;
  const factors = firstFactors(call.pool, user, rpId).filter(
    (factor) => reachOf(call.pool, user, passed, factor) >= target,
  );
  const open = CHOICES.filter(({ factor }) => factors.includes(factor));
  return open.length > 0 ? open : CHOICES.filter(({ factor }) => factor === 'PASSWORD');
}
