import type * as aws from 'aws-lambda';
import { expect, it } from 'vitest';
import type { PreSignUpQuestion } from '#core/triggers/pre-sign-up.ts';
import type { TriggerEvent } from '#core/triggers/run.ts';

/** Events of this service, as the types of existing functions see them. A difference is an error of the compiler. */
const SEEN = {
  preSignUp: (event: TriggerEvent<PreSignUpQuestion>): aws.PreSignUpTriggerEvent => event,
};

it.each(Object.keys(SEEN))('the event of %s has the type that existing functions expect', (name) => {
  // The compiler has compared the types.
  expect(SEEN).toHaveProperty(name);
});
