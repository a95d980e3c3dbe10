import type * as aws from 'aws-lambda';
import { expect, it } from 'vitest';
import type { ChallengeResult } from '#core/triggers/auth-challenge.ts';
import type { CreateAuthChallengeQuestion } from '#core/triggers/create-auth-challenge.ts';
import type { CustomMessageQuestion } from '#core/triggers/custom-message.ts';
import type { SenderEvent } from '#core/triggers/custom-sender.ts';
import type { DefineAuthChallengeQuestion } from '#core/triggers/define-auth-challenge.ts';
import type { PostAuthenticationQuestion } from '#core/triggers/post-authentication.ts';
import type { PostConfirmationQuestion } from '#core/triggers/post-confirmation.ts';
import type { PreAuthenticationQuestion } from '#core/triggers/pre-authentication.ts';
import type { PreSignUpQuestion } from '#core/triggers/pre-sign-up.ts';
import type { PreTokenGenerationQuestion } from '#core/triggers/pre-token-generation.ts';
import type { Question, TriggerEvent } from '#core/triggers/run.ts';
import type { UserMigrationQuestion } from '#core/triggers/user-migration.ts';
import type { VerifyAuthChallengeResponseQuestion } from '#core/triggers/verify-auth-challenge-response.ts';

/**
 * The types know no null. Public records of events have it in responses that a function fills, for a preferred role or
 * validation data that there are not, and for the client of an administrator.
 */
type WithoutResponse<Event> = Event extends object ? Omit<Event, 'response' | 'callerContext'> : never;
type NullAsAbsent<T> = T extends null ? undefined : T extends object ? { [K in keyof T]: NullAsAbsent<T[K]> } : T;
type Seen<Event> = NullAsAbsent<WithoutResponse<Event>>;
type Recorded<Event extends TriggerEvent<PreTokenGenerationQuestion>> = WithoutResponse<Event> & {
  readonly request: { readonly groupConfiguration: { readonly preferredRole?: string } };
  /** These types are for users; those for machines have nothing but this source. */
  readonly triggerSource: Exclude<Event['triggerSource'], 'TokenGeneration_ClientCredentials'>;
};
/** The types say that there is always a password, which AWS's page of the trigger denies. */
type Asking<Q extends UserMigrationQuestion> = Seen<TriggerEvent<Q>> & {
  readonly request: { readonly password: string };
};

/** The event without its session: the types lack the newer names of challenges, and their array may be changed. */
type Sessionless<E extends { request: object }> = Omit<E, 'request'> & { request: Omit<E['request'], 'session'> };
type Result = aws.DefineAuthChallengeTriggerEvent['request']['session'][number];
/** A result of the session, but for those names. */
type Nameless = { [K in keyof Result]: K extends 'challengeName' ? string : Result[K] };

/** Events of this service, as the types of existing functions see them. A difference is an error of the compiler. */
const SEEN = {
  callerContext: (
    context: NullAsAbsent<TriggerEvent<Question>['callerContext']>,
  ): Partial<aws.PreSignUpTriggerEvent['callerContext']> => context,
  preAuthentication: (
    event: Seen<TriggerEvent<PreAuthenticationQuestion>>,
  ): WithoutResponse<aws.PreAuthenticationTriggerEvent> => event,
  postAuthentication: (
    event: Seen<TriggerEvent<PostAuthenticationQuestion>>,
  ): WithoutResponse<aws.PostAuthenticationTriggerEvent> => event,
  preTokenGeneration: (
    event: Recorded<TriggerEvent<PreTokenGenerationQuestion>>,
  ): WithoutResponse<aws.PreTokenGenerationTriggerEvent | aws.PreTokenGenerationV2TriggerEvent> => event,
  userMigration: (event: Asking<UserMigrationQuestion>): WithoutResponse<aws.UserMigrationTriggerEvent> => event,
  defineAuthChallenge: (
    event: Seen<TriggerEvent<DefineAuthChallengeQuestion>>,
  ): Sessionless<WithoutResponse<aws.DefineAuthChallengeTriggerEvent>> => event,
  createAuthChallenge: (
    event: Seen<TriggerEvent<CreateAuthChallengeQuestion>>,
  ): Sessionless<WithoutResponse<aws.CreateAuthChallengeTriggerEvent>> => event,
  challengeResult: (result: NullAsAbsent<ChallengeResult>): Nameless => result,
  verifyAuthChallengeResponse: (
    event: Seen<TriggerEvent<VerifyAuthChallengeResponseQuestion>>,
  ): WithoutResponse<aws.VerifyAuthChallengeResponseTriggerEvent> => event,
  preSignUp: (event: Seen<TriggerEvent<PreSignUpQuestion>>): WithoutResponse<aws.PreSignUpTriggerEvent> => event,
  preSignUpResponse: (response: PreSignUpQuestion['response']): aws.PreSignUpTriggerEvent['response'] => response,
  postConfirmation: (
    event: Seen<TriggerEvent<PostConfirmationQuestion>>,
  ): WithoutResponse<aws.PostConfirmationTriggerEvent> => event,
  customMessage: (
    event: WithoutResponse<TriggerEvent<CustomMessageQuestion>>,
  ): WithoutResponse<aws.CustomMessageTriggerEvent> => event,
  customMessageResponse: (response: CustomMessageQuestion['response']): aws.CustomMessageTriggerEvent['response'] =>
    response,
  customSender: (
    event: WithoutResponse<SenderEvent> & {
      readonly request: { readonly clientMetadata?: Readonly<Record<string, string>> };
    },
  ): WithoutResponse<aws.CustomEmailSenderTriggerEvent | aws.CustomSMSSenderTriggerEvent> => event,
};

it.each(Object.keys(SEEN))('the event of %s has the type that existing functions expect', (name) => {
  // The compiler has compared the types.
  expect(SEEN).toHaveProperty(name);
});
