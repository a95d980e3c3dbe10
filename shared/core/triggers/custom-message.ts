import { shownUser } from '#core/users/shown.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { readResponse } from './response.ts';
import { type Asking, askWithEvent, eventOf, type Question, type TriggerCall, type TriggerEvent } from './run.ts';
import { eventAttributes } from './user-attributes.ts';

/** The reason for a message. */
export type MessageSource =
  | 'CustomMessage_SignUp'
  | 'CustomMessage_AdminCreateUser'
  | 'CustomMessage_ResendCode'
  | 'CustomMessage_ForgotPassword'
  | 'CustomMessage_UpdateUserAttribute'
  | 'CustomMessage_VerifyUserAttribute'
  | 'CustomMessage_Authentication';

export type CustomMessageQuestion = Question<
  MessageSource,
  {
    readonly userAttributes: Attributes;
    readonly codeParameter: string;
    readonly linkParameter: string;
    readonly usernameParameter: string | null;
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
  { readonly smsMessage: string | null; readonly emailMessage: string | null; readonly emailSubject: string | null }
>;

/** The texts that a function has written. The templates of the pool stand for those that are absent. */
export type CustomTexts = {
  readonly smsMessage: string | undefined;
  readonly emailMessage: string | undefined;
  readonly emailSubject: string | undefined;
};

/**
 * Makes the event in which the pool's function is asked for the texts of a message. The code is not in it: the function
 * writes its placeholder. `user` is undefined for a message to nobody, of which the function is not going to hear.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export function customMessageEvent(
  call: TriggerCall,
  source: MessageSource,
  user: Unversioned<'user'> | undefined,
): TriggerEvent<CustomMessageQuestion> {
  return eventOf<CustomMessageQuestion>(call, {
    source,
    userName: user ? shownUser(call.pool, user).username : '',
    request: {
      userAttributes: user ? eventAttributes(call.pool, user) : {},
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: source === 'CustomMessage_AdminCreateUser' ? '{username}' : null,
      clientMetadata: clientMetadataFor('CustomMessage', call),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
}

/** Asks the function for the texts of a message. Throws what askFunction throws. */
export async function customTexts(
  asking: Asking,
  functionArn: string,
  event: TriggerEvent<CustomMessageQuestion>,
): Promise<CustomTexts> {
  const response = readResponse(await askWithEvent(asking, { trigger: 'CustomMessage', functionArn }, event));
  return {
    smsMessage: response.text('smsMessage'),
    emailMessage: response.text('emailMessage'),
    emailSubject: response.text('emailSubject'),
  };
}
