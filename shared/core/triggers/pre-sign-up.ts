import { fail } from '#core/errors.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question, type TriggerCall } from './run.ts';

type Texts = Readonly<Record<string, string>>;

export type PreSignUpQuestion = Question<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider',
  {
    readonly userAttributes: Attributes;
    readonly validationData: Texts | null;
    readonly clientMetadata?: Texts | undefined;
  },
  { readonly autoConfirmUser: boolean; readonly autoVerifyEmail: boolean; readonly autoVerifyPhone: boolean }
>;

/** ValidationData, as requests have it. */
export type ValidationData = readonly { readonly Name: string; readonly Value?: string | undefined }[];

/**
 * Asks the pool's function about somebody who is about to sign up. Returns what it decided, or undefined if the pool has
 * no such function. Throws what askFunction throws, and InvalidLambdaResponseException if an attribute is to be verified
 * that the user does not have; the sign-up is then refused.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function preSignUp(
  call: TriggerCall,
  source: PreSignUpQuestion['source'],
  about: {
    readonly user: Unversioned<'user'>;
    /** The attributes of the request alone. */
    readonly attributes: Attributes;
    /** What the client passes to the function and nobody stores. */
    readonly validationData: ValidationData | undefined;
  },
): Promise<PreSignUpQuestion['response'] | undefined> {
  const functionArn = call.pool.lambdaConfig.preSignUp;
  if (!functionArn) return undefined;
  const { user, attributes, validationData } = about;
  const question: PreSignUpQuestion = {
    source,
    userName: shownUser(call.pool, user).username,
    request: {
      userAttributes: attributes,
      validationData: validationData ? asTexts(validationData) : null,
      clientMetadata: clientMetadataFor('PreSignUp', call),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
  const response = readResponse(await askFunction(call, { trigger: 'PreSignUp', functionArn }, question));
  const decided = {
    autoConfirmUser: response.flag('autoConfirmUser'),
    autoVerifyEmail: response.flag('autoVerifyEmail'),
    autoVerifyPhone: response.flag('autoVerifyPhone'),
  };
  // AdminCreateUser ignores all three.
  if (source === 'PreSignUp_AdminCreateUser') return decided;
  const lacks = (decided.autoVerifyEmail && !attributes.email) || (decided.autoVerifyPhone && !attributes.phone_number);
  return lacks ? fail('InvalidLambdaResponseException') : decided;
}

function asTexts(data: ValidationData): Texts {
  return Object.fromEntries(data.map(({ Name, Value = '' }) => [Name, Value]));
}
