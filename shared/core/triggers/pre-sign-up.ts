import type { Attributes } from '#core/users/user.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question, type TriggerCall } from './run.ts';

type Texts = Readonly<Record<string, string>>;

export type PreSignUpQuestion = Question<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider',
  {
    readonly userAttributes: Attributes;
    readonly validationData?: Texts | undefined;
    readonly clientMetadata?: Texts | undefined;
  },
  { readonly autoConfirmUser: boolean; readonly autoVerifyEmail: boolean; readonly autoVerifyPhone: boolean }
>;

/**
 * Asks the pool's function about somebody who is about to sign up. Returns what it decided, or undefined if the pool has
 * no such function. Throws what askFunction throws; the sign-up is then refused.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function preSignUp(
  call: TriggerCall,
  asked: Pick<PreSignUpQuestion, 'source' | 'userName'> & Omit<PreSignUpQuestion['request'], 'clientMetadata'>,
): Promise<PreSignUpQuestion['response'] | undefined> {
  const functionArn = call.pool.lambdaConfig.preSignUp;
  if (!functionArn) return undefined;
  const { source, userName, userAttributes, validationData } = asked;
  const question: PreSignUpQuestion = {
    source,
    userName,
    request: { userAttributes, validationData, clientMetadata: call.clientMetadata },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
  const response = readResponse(await askFunction(call, { trigger: 'PreSignUp', functionArn }, question));
  return {
    autoConfirmUser: response.flag('autoConfirmUser'),
    autoVerifyEmail: response.flag('autoVerifyEmail'),
    autoVerifyPhone: response.flag('autoVerifyPhone'),
  };
}
