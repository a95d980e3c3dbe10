import { Fault, networkAdvice } from './fault.ts';

const TIMEOUT_MS = 30_000;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body if it is a JSON object, otherwise an empty object. */
  readonly json: Readonly<Record<string, unknown>>;
};

/** Sends one plain HTTP request and follows no redirect. Throws Fault when there is no answer. */
export async function call(url: URL, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: objectOf(text) };
  } catch (error) {
    throw new Fault(networkAdvice(error, url) ?? `${url.href} can't be fetched: ${(error as Error).message}.`);
  }
}

/** Calls an operation of the API without a signature. */
export function callOperation(url: URL, operation: string, body: unknown): Promise<Answer> {
  return call(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
}

/** Tells whether the answer is what Cognito's host gives to a request that is not a call of its API. */
export function isNotUnderstood({ status, json }: Answer): boolean {
  return status === 400 && json.code === 'BadRequest' && json.type === 'client';
}

/** Describes the answer in a few words for a person. */
export function describeAnswer({ status, headers, json }: Answer): string {
  const what = typeof json.__type === 'string' ? json.__type : (headers.get('content-type') ?? 'nothing').split(';')[0];
  const server = headers.get('server');
  return `${status} ${what}${server ? ` by ${server.slice(0, 40)}` : ''}`;
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
