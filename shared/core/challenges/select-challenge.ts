import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import type { Answering, Branching, Chosen, Guessed } from './challenge.ts';
import { type Choice, type ChoiceName, type Chooser, choiceNamed, openChoices } from './choices.ts';
import { requiredParameter } from './parameters.ts';
import { isPassword, withCurrentHash } from './password.ts';

const NAME = 'SELECT_CHALLENGE';

/**
 * The challenge to choose how to begin. A password comes together with the choice and is judged at once; every other
 * choice leads to its own challenge.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const selectChallenge: Branching<typeof NAME> = {
  name: NAME,
  required: ['USERNAME', 'ANSWER'],
  branch(responses) {
    const choice = choiceNamed(requiredParameter(responses, 'ANSWER')) ?? refuseChoice();
    if (choice.needs) requiredParameter(responses, choice.needs);
    return choice.onward ? choosing(choice.name, choice.onward) : password(requiredParameter(responses, 'PASSWORD'));
  },
};

/** Returns how the answer is judged that gives a password. */
function password(given: string): Guessed<typeof NAME> {
  return {
    name: NAME,
    proves: 'PASSWORD',
    required: [],
    guesses: PASSWORD_GUESSES,
    async answer(call, answering) {
      requireOpen(call, chooserOf(answering), 'PASSWORD');
      return (await isPassword(call, answering.found, given)) ? {} : undefined;
    },
    afterwards: (call, user) => withCurrentHash(call, user, given),
  };
}

/** Returns how the answer is judged that chooses another challenge. */
function choosing(name: ChoiceName, onward: NonNullable<Choice['onward']>): Chosen<typeof NAME> {
  return {
    name: NAME,
    required: [],
    choose(call, answering) {
      const chooser = chooserOf(answering);
      requireOpen(call, chooser, name);
      return onward(call, chooser, answering.responses);
    },
  };
}

function chooserOf({ session, found }: Pick<Answering<typeof NAME>, 'session' | 'found'>): Chooser {
  return { signIn: session, found, name: session.state.name };
}

/** Throws InvalidParameterException for a choice that is not among those that the client was told of. */
function requireOpen(call: ClientCall, chooser: Chooser, name: ChoiceName): void {
  if (!openChoices(call, chooser).some((choice) => choice.name === name)) refuseChoice();
}

function refuseChoice(): never {
  return fail('InvalidParameterException', TEXT.notAChoice);
}
