import type * as aws from 'aws-lambda';
import { expect, it } from 'vitest';
import type { ChallengeResult } from '#core/triggers/auth-challenge.ts';
import type { CreateAuthChallengeQuestion } from '#core/triggers/create-auth-challenge.ts';
import type { CustomMessageQuestion } from '#core/triggers/custom-message.ts';
import type { SenderEvent } from '#core/triggers/custom-sender.ts';
import type { DefineAuthChallengeQuestion } from '#core/triggers/define-auth-challenge.ts';
import type { PostConfirmationQuestion } from '#core/triggers/post-confirmation.ts';
import type { PreSignUpQuestion } from '#core/triggers/pre-sign-up.ts';
import type { TriggerEvent } from '#core/triggers/run.ts';
import type { VerifyAuthChallengeResponseQuestion } from '#core/triggers/verify-auth-challenge-response.ts';

/** The event without its session: the types lack the newer names of challenges, and their array may be changed. */
type Sessionless<E extends { request: object }> = Omit<E, 'request'> & { request: Omit<E['request'], 'session'> };
type Result = aws.DefineAuthChallengeTriggerEvent['request']['session'][number];
/** A result of the session, but for those names. */
type Nameless = { [K in keyof Result]: K extends 'challengeName' ? string : Result[K] };

/** The events of senders have no response. */
type WithoutResponse<E> = E extends object ? Omit<E, 'response'> : never;

/** Events of this service, as the types of existing functions see them. A difference is an error of the compiler. */
const SEEN = {
  defineAuthChallenge: (
    event: TriggerEvent<DefineAuthChallengeQuestion>,
  ): Sessionless<aws.DefineAuthChallengeTriggerEvent> => event,
  createAuthChallenge: (
    event: TriggerEvent<CreateAuthChallengeQuestion>,
  ): Sessionless<aws.CreateAuthChallengeTriggerEvent> => event,
  challengeResult: (result: ChallengeResult): Nameless => result,
  verifyAuthChallengeResponse: (
    event: TriggerEvent<VerifyAuthChallengeResponseQuestion>,
  ): aws.VerifyAuthChallengeResponseTriggerEvent => event,
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
