import { CognitoError, fail } from '#core/errors.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question, type TriggerCall } from './run.ts';

type Texts = Readonly<Record<string, string>>;

type Mediums = readonly ('EMAIL' | 'SMS')[];

export type UserMigrationQuestion = Question<
  'UserMigration_Authentication' | 'UserMigration_ForgotPassword',
  {
    /** It is absent where a password is forgotten. */
    readonly password?: string;
    readonly validationData: Texts | null;
    /** Cognito has this member as well, and never a value for it. */
    readonly userAttributes: null;
    readonly clientMetadata?: Texts | undefined;
  },
  {
    readonly userAttributes: null;
    readonly finalUserStatus: null;
    readonly messageAction: null;
    readonly desiredDeliveryMediums: null;
    readonly forceAliasCreation: null;
    readonly enableSMSMFA: null;
  }
>;

/** A user of another directory, as the function describes them. */
export type Migrant = {
  readonly userAttributes: Texts;
  readonly isConfirmed: boolean;
  /** The mediums of the message that welcomes the user; none suppresses it. */
  readonly welcomedBy: Mediums;
  readonly forceAliasCreation: boolean;
  readonly enableSMSMFA: boolean;
};

/**
 * What a function says of a name that leads to nobody: it knows the user, or it refuses the name or the password with
 * this error.
 */
export type Migration =
  | { readonly migrant: Migrant; readonly refusal?: undefined }
  | { readonly migrant?: undefined; readonly refusal: CognitoError };

/** What a function gave as an answer, in contrast to one that could not be asked. */
const REFUSALS: readonly string[] = ['UserLambdaValidationException', 'InvalidLambdaResponseException'];

/**
 * Asks the pool's function about a name that leads to nobody. Returns undefined if it does not know the user, or if the
 * pool has no such function. Throws what askFunction throws if there is no answer.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export async function userMigration(
  call: TriggerCall,
  asked: Pick<UserMigrationQuestion, 'source' | 'userName'> & { readonly password?: string },
): Promise<Migration | undefined> {
  const functionArn = call.pool.lambdaConfig.userMigration;
  if (!functionArn) return undefined;
  const { source, userName, password } = asked;
  const question: UserMigrationQuestion = {
    source,
    userName,
    request: {
      ...(password !== undefined && { password }),
      validationData: clientMetadataFor('validationData', call) ?? null,
      userAttributes: null,
      clientMetadata: clientMetadataFor('UserMigration', call),
    },
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
    },
  };
  try {
    const migrant = migrantIn(await askFunction(call, { trigger: 'UserMigration', functionArn }, question));
    return migrant && { migrant };
  } catch (error) {
    if (error instanceof CognitoError && REFUSALS.includes(error.name)) return { refusal: error };
    throw error;
  }
}

/** Returns the user in a response, or undefined if it has no attributes. Throws InvalidLambdaResponseException. */
function migrantIn(json: Readonly<Record<string, unknown>>): Migrant | undefined {
  const response = readResponse(json);
  const userAttributes = response.textMap('userAttributes') ?? {};
  const mediums = response.texts('desiredDeliveryMediums') ?? [];
  if (!areMediums(mediums)) return fail('InvalidLambdaResponseException');
  const isWelcomed = response.text('messageAction') !== 'SUPPRESS';
  const migrant: Migrant = {
    userAttributes,
    isConfirmed: response.text('finalUserStatus') === 'CONFIRMED',
    welcomedBy: !isWelcomed ? [] : mediums.length > 0 ? mediums : ['SMS'],
    forceAliasCreation: response.flag('forceAliasCreation'),
    enableSMSMFA: response.flag('enableSMSMFA'),
  };
  return Object.keys(userAttributes).length > 0 ? migrant : undefined;
}

function areMediums(texts: readonly string[]): texts is Mediums {
  return texts.every((text) => text === 'EMAIL' || text === 'SMS');
}
