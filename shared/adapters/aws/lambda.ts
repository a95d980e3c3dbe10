import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { Functions } from '#ports/functions.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { failureOf } from './failures.ts';

/**
 * Invokes Lambda functions. `timeoutMs` in the options bounds each attempt to start one.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaFunctions(options: AwsOptions): Functions {
  const client = new LambdaClient(clientConfig(options));

  function call(functionArn: string, InvocationType: 'RequestResponse' | 'Event', event: object, signal?: AbortSignal) {
    const Payload = Buffer.from(JSON.stringify(event));
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType, Payload });
    return client.send(command, signal && { abortSignal: signal }).catch((cause) => {
      throw signal?.aborted ? new FunctionError('timeout', { errorName: 'TimeoutError' }, { cause }) : notRun(cause);
    });
  }

  return {
    async invoke(functionArn, event, { timeoutMs }) {
      const output = await call(functionArn, 'RequestResponse', event, AbortSignal.timeout(timeoutMs));
      const text = Buffer.from(output.Payload ?? []).toString('utf8');
      if (output.FunctionError !== undefined) throw thrown(text);
      return parsed(text);
    },

    async start(functionArn, event) {
      await call(functionArn, 'Event', event);
    },
  };
}

function notRun(cause: unknown): FunctionError {
  const { kind, name: errorName } = failureOf(cause);
  const details = { errorName };
  if (kind === 'denied') return new FunctionError('access-denied', details, { cause });
  if (kind === 'throttled') return new FunctionError('throttled', details, { cause });
  if (kind === 'timeout') return new FunctionError('timeout', details, { cause });
  if (errorName === 'ResourceNotFoundException') return new FunctionError('not-found', details, { cause });
  return new FunctionError('unavailable', details, { cause });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FunctionError('not-json', {}, { cause });
  }
}

/**
 * Makes the error for a function that failed. Lambda's runtimes report `{ errorType, errorMessage }`, but a custom
 * runtime may report anything.
 */
function thrown(text: string): FunctionError {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    report = undefined;
  }
  const { errorType, errorMessage } = (report ?? {}) as Readonly<Record<string, unknown>>;
  return new FunctionError('function-error', {
    errorType: typeof errorType === 'string' ? errorType : undefined,
    errorMessage: typeof errorMessage === 'string' ? errorMessage : undefined,
  });
}
