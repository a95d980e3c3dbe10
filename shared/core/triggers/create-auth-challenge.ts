import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { authChallengeFunctions, type ChallengedUser, type ChallengeResult, type Texts } from './auth-challenge.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question } from './run.ts';

/** @internal A test compares it with the types that existing functions expect. */
export type CreateAuthChallengeQuestion = Question<
  'CreateAuthChallenge_Authentication',
  ChallengedUser['request'] & { readonly challengeName: string; readonly session: readonly ChallengeResult[] },
  {
    readonly publicChallengeParameters: null;
    readonly privateChallengeParameters: null;
    readonly challengeMetadata: null;
  }
>;

/** A challenge that a function has made. */
type CustomChallenge = {
  /** What the client is told. */
  readonly shown: Texts;
  /** What only the function that verifies the answer is told. */
  readonly secret: Texts;
  readonly metadata?: string;
};

/** The longest parameters of a challenge, the public and the private ones each, in bytes of JSON. */
const MAX_PARAMETERS = 16_384;
/** The longest metadata of a challenge, in bytes. */
const MAX_METADATA = 2048;

/**
 * Asks the pool's function for the next challenge of a custom sign-in. Throws what askFunction throws, and
 * InvalidLambdaResponseException for a challenge that is too large.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export async function createAuthChallenge(
  call: ClientCall,
  { userName, request }: ChallengedUser,
  session: readonly ChallengeResult[],
): Promise<CustomChallenge> {
  const functionArn = authChallengeFunctions(call.pool).create;
  const question: CreateAuthChallengeQuestion = {
    source: 'CreateAuthChallenge_Authentication',
    userName,
    request: { ...request, challengeName: 'CUSTOM_CHALLENGE', session },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  };
  const response = readResponse(await askFunction(call, { trigger: 'CreateAuthChallenge', functionArn }, question));
  const shown = response.textMap('publicChallengeParameters') ?? {};
  const secret = response.textMap('privateChallengeParameters') ?? {};
  const metadata = response.text('challengeMetadata');
  const isTooLarge = [shown, secret].some((texts) => Buffer.byteLength(JSON.stringify(texts)) > MAX_PARAMETERS);
  if (isTooLarge || Buffer.byteLength(metadata ?? '') > MAX_METADATA) fail('InvalidLambdaResponseException');
  return { shown, secret, ...(metadata && { metadata }) };
}
