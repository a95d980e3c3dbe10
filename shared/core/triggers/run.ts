import type { PoolCall } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deployment, Deps } from '#ports/deps.ts';
import { FunctionError } from './function-error.ts';

/** The triggers whose answers are waited for, as errors name them. */
type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'PreTokenGeneration'
  | 'UserMigration'
  | 'CustomMessage';

/** A request in a pool, and the client that it is about, if there is one. */
export type TriggerCall = PoolCall & { readonly client?: Client };

type Json = Readonly<Record<string, unknown>>;

/** What the event of one trigger has of its own. */
export type Question<
  Source extends string = string,
  Request extends object = object,
  Response extends object = object,
> = {
  /** The version of the event: 1 unless the trigger has several. */
  readonly version?: string;
  readonly source: Source;
  readonly userName: string;
  readonly request: Request;
  /** The members of the response that the function may set, with their values if it does not. */
  readonly response: Response;
};

/** The event in which a function is asked a question. */
export type TriggerEvent<Q extends Question> = {
  readonly version: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string | null };
  readonly triggerSource: Q['source'];
  readonly request: Q['request'];
  readonly response: Q['response'];
};

/** The function of a trigger. */
type Asked = { readonly trigger: TriggerName; readonly functionArn: string };

/** How long a function may take. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
const TIMEOUT_MS = 5_000;

/** How long all functions of one request may take: API Gateway gives up after 30 seconds. */
const BUDGET_MS = 20_000;

/**
 * Calls the function of a trigger and returns its `response`. One that takes too long is called once more, as far as the
 * time of the request allows it.
 *
 * Throws UserLambdaValidationException with the text of a function that threw, UnexpectedLambdaException for one that
 * cannot be called or takes too long, InvalidLambdaResponseException for an answer that is not the event, and
 * TooManyRequestsException while too many calls of the pool are waiting.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function askFunction(call: TriggerCall, asked: Asked, question: Question): Promise<Json> {
  return askWithEvent(call, asked, eventOf(call, question));
}

/** What a function is asked with: the ports, and the time from which the budget counts, in epoch milliseconds. */
export type Asking = { readonly deps: Pick<Deps, 'functions' | 'clock' | 'logger'>; readonly began: number };

/** Does the same as askFunction, with an event that was made before. */
export async function askWithEvent(asking: Asking, asked: Asked, event: TriggerEvent<Question>): Promise<Json> {
  const answer = await invoked(asking, asked, event);
  return responseIn(answer, event) ?? fail('InvalidLambdaResponseException');
}

/** What an event says of the request that it comes from. */
type EventOrigin = {
  readonly deps: { readonly deployment: Pick<Deployment, 'region'> };
  readonly pool: Pick<Pool, 'id'>;
  readonly client?: Pick<Client, 'id'>;
  readonly operation?: string;
};

/**
 * Returns what an event calls the client. Public records of events without one have this name where the user is created,
 * and null where an administrator confirms or changes a user (docs/unknowns.md).
 */
function clientIdOf({ client, operation }: EventOrigin): string | null {
  if (client) return client.id;
  return operation === 'AdminCreateUser' ? 'CLIENT_ID_NOT_APPLICABLE' : null;
}

/** Returns the event of a trigger, which all triggers have in common except for its request and response. */
export function eventOf<Q extends Question>(origin: EventOrigin, question: Q): TriggerEvent<Q> {
  const { deps, pool } = origin;
  return {
    version: question.version ?? '1',
    region: deps.deployment.region,
    userPoolId: pool.id,
    userName: question.userName,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: clientIdOf(origin),
    },
    triggerSource: question.source,
    request: question.request,
    response: question.response,
  };
}

async function invoked(
  { deps, began }: Asking,
  { trigger, functionArn }: Asked,
  event: TriggerEvent<Question>,
): Promise<unknown> {
  const invoke = () => {
    const left = began + BUDGET_MS - deps.clock.now();
    if (left <= 0) throw new FunctionError('timeout');
    return deps.functions.invoke(functionArn, event, { timeoutMs: Math.min(TIMEOUT_MS, left) });
  };
  try {
    return await invoke().catch((error) => {
      if (error instanceof FunctionError && error.reason === 'timeout') return invoke();
      throw error;
    });
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    deps.logger.warn('trigger.failed', {
      poolId: event.userPoolId,
      trigger,
      functionArn,
      reason: error.reason,
      error: error.errorName,
    });
    return failWith(trigger, error);
  }
}

function failWith(trigger: TriggerName, error: FunctionError): never {
  const options = { cause: error };
  const unexpected = (why: string) =>
    fail('UnexpectedLambdaException', `${trigger} invocation failed due to ${why}`, options);
  switch (error.reason) {
    case 'function-error':
      return fail(
        'UserLambdaValidationException',
        `${trigger} failed with error ${error.errorMessage ?? ''}.`,
        options,
      );
    case 'not-json':
      return fail('InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON', options);
    case 'busy':
      return fail('TooManyRequestsException', undefined, options);
    case 'timeout':
      return unexpected('error Socket timeout while invoking Lambda function.');
    case 'access-denied':
      return unexpected('error AccessDeniedException.');
    case 'not-found':
      return unexpected('error ResourceNotFoundException.');
    case 'throttled':
      return unexpected('error TooManyRequestsException.');
    case 'unavailable':
      return unexpected('configuration.');
  }
}

/**
 * Returns the response in an answer, or undefined if the answer is not the event that was sent. The rest of the event is
 * only compared: a function that confuses two users must not decide about either of them.
 */
function responseIn(answer: unknown, event: TriggerEvent<Question>): Json | undefined {
  if (!isObject(answer) || !isObject(answer.request) || !isObject(answer.response)) return undefined;
  const { userPoolId, userName, triggerSource } = answer;
  const isSame =
    userPoolId === event.userPoolId && userName === event.userName && triggerSource === event.triggerSource;
  return isSame ? answer.response : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
