import type * as aws from 'aws-lambda';
import { expect, it } from 'vitest';
import type { CustomMessageQuestion } from '#core/triggers/custom-message.ts';
import type { SenderEvent } from '#core/triggers/custom-sender.ts';
import type { PostConfirmationQuestion } from '#core/triggers/post-confirmation.ts';
import type { PreSignUpQuestion } from '#core/triggers/pre-sign-up.ts';
import type { TriggerEvent } from '#core/triggers/run.ts';

/** The events of senders have no response. */
type WithoutResponse<E> = E extends object ? Omit<E, 'response'> : never;

/** Events of this service, as the types of existing functions see them. A difference is an error of the compiler. */
const SEEN = {
  // Cognito sends null where there is no ValidationData, which these types do not know.
  preSignUp: ({ request, ...event }: TriggerEvent<PreSignUpQuestion>): aws.PreSignUpTriggerEvent => ({
    ...event,
    request: { ...request, validationData: request.validationData ?? undefined },
  }),
  postConfirmation: (event: TriggerEvent<PostConfirmationQuestion>): aws.PostConfirmationTriggerEvent => event,
  customMessage: (event: TriggerEvent<CustomMessageQuestion>): aws.CustomMessageTriggerEvent => event,
  customSender: (
    event: SenderEvent,
  ): WithoutResponse<aws.CustomEmailSenderTriggerEvent | aws.CustomSMSSenderTriggerEvent> => event,
};

it.each(Object.keys(SEEN))('the event of %s has the type that existing functions expect', (name) => {
  // The compiler has compared the types.
  expect(SEEN).toHaveProperty(name);
});
