import type { Outgoing, OutgoingResponse } from '#adapters/http/guarded.ts';
import { OutgoingError, type OutgoingErrorReason } from '#adapters/http/outgoing-error.ts';
import { FunctionError, type FunctionErrorReason } from '#core/triggers/function-error.ts';

const REASONS: Readonly<Record<OutgoingErrorReason, FunctionErrorReason>> = {
  'refused-url': 'access-denied',
  'refused-address': 'access-denied',
  unreachable: 'unavailable',
  timeout: 'timeout',
  'too-large': 'unavailable',
  redirect: 'unavailable',
};

/**
 * Calls the function behind a URL: a POST with the event in JSON, which it answers with its result in JSON. An error is a status
 * of 400 or more, or the header x-amz-function-error as Lambda sets it, together with `{ errorType, errorMessage }`.
 * Rejects with FunctionError; its errorName then says what the URL did.
 */
export async function callUrl(
  outgoing: Outgoing,
  url: string,
  event: object,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const request = { method: 'POST', url, headers, body: JSON.stringify(event), timeoutMs } as const;
  const response = await outgoing(request).catch((cause: unknown) => {
    if (!(cause instanceof OutgoingError)) throw cause;
    throw new FunctionError(REASONS[cause.reason], { errorName: cause.message }, { cause });
  });
  const answer = parsed(response);
  if (response.status < 400 && response.headers['x-amz-function-error'] === undefined) {
    if (answer) return answer.json;
    throw new FunctionError('not-json');
  }
  const { errorType, errorMessage } = (answer?.json ?? {}) as Readonly<Record<string, unknown>>;
  // Without these texts it is not the function that speaks, but whatever stands in front of it.
  if (typeof errorMessage !== 'string') {
    throw new FunctionError('unavailable', {
      errorName: `It answers HTTP ${response.status} without an errorMessage.`,
    });
  }
  throw new FunctionError('function-error', {
    errorType: typeof errorType === 'string' ? errorType : undefined,
    errorMessage,
  });
}

function parsed({ body }: OutgoingResponse): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}
