import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { ChallengeState, SignIn } from './auth-session.ts';
import type { Begun, Chosen, Guessed, Onward } from './challenge.ts';
import { asksAgain, codeAgain, codeGuesses, isRightCode, type SentCode, sendCode } from './message-code.ts';
import type { Standing } from './next.ts';
import { type ParameterName, requiredParameter } from './parameters.ts';
import { verifyContact } from './proven-contact.ts';

/** A challenge for a code that was sent in a message. */
type CodeChallenge = 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP';

/** A code that was sent, and the ChallengeParameters that tell of it. */
type Sent = { readonly sent: SentCode; readonly parameters: Begun['parameters'] };

/** Returns the challenge whose answer gives the code as `response`. RESEND in its place may ask for another code. */
export function codeChallenge<N extends CodeChallenge>(name: N, response: ParameterName): Guessed<N> {
  return {
    name,
    proves: name,
    required: ['USERNAME', response],
    guesses: codeGuesses,
    instead: (call, responses) => (asksAgain(call, responses) ? anotherCode(name) : undefined),
    answer(call, { session, found: { user }, responses }) {
      const given = requiredParameter(responses, response);
      return isRightCode(call, session, { sent: session.state.code, given, user }) ? {} : undefined;
    },
    afterwards: verifyContact,
  };
}

function anotherCode<N extends CodeChallenge>(name: N): Chosen<N> {
  return {
    name,
    required: ['USERNAME'],
    choose: async (call, { session, found: { user } }) => onwardToCode(name, await codeAgain(call, session, user)),
  };
}

/** Sends a code to a contact of a user who has passed another factor. Throws MFAMethodNotFoundException without one. */
export function sendToContact(
  call: ClientCall,
  { signIn, user }: Standing,
  attribute: ContactAttribute,
): Promise<Sent> {
  const value = user.attributes[attribute] || fail('MFAMethodNotFoundException');
  return sendCode(call, { signIn, user, to: { attribute, value }, when: 'now' });
}

/** Returns the way on to a code, which `send` sends. */
export function onwardToCode(name: CodeChallenge, send: (signIn: SignIn) => Promise<Sent>): Onward {
  return { name, begin: async (signIn: SignIn) => codeSent(name, await send(signIn)) } as Onward;
}

/** Returns the challenge for a code that was sent. */
export function codeSent<N extends CodeChallenge>(name: N, { sent, parameters }: Sent): Begun<N> {
  return { state: { challenge: name, code: sent } as ChallengeState<N>, parameters };
}
