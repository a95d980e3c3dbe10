/** What went wrong in a call to AWS, where every service means the same under names of its own. */
type FailureKind = 'denied' | 'credentials' | 'throttled' | 'timeout' | 'unreachable' | 'broken' | 'other';

/** `name` is the service's name for the error, such as `AccessDeniedException`; it never holds a request's values. */
export type Failure = { readonly kind: FailureKind; readonly name: string };

const DENIED = /^(?:AccessDenied|AuthorizationError)(?:Exception)?$/;
const CREDENTIALS =
  /^(?:CredentialsProviderError|(?:UnrecognizedClient|ExpiredToken|InvalidSignature|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature)(?:Exception)?)$/;
const THROTTLED = /^(?:Throttl(?:ing|ed)|TooManyRequests|(?:Request)?LimitExceeded|SlowDown)(?:Exception)?$/;
const UNREACHABLE = /^(?:ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** Reads an error that an SDK client has thrown. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'other', name: 'unknown' };
  const { name } = error;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  // The SDK calls a connection that was lost a TimeoutError, too.
  if (UNREACHABLE.test(code)) return { kind: 'unreachable', name: code };
  if (name === 'TimeoutError') return { kind: 'timeout', name };
  if (DENIED.test(name)) return { kind: 'denied', name };
  if (CREDENTIALS.test(name)) return { kind: 'credentials', name };
  if (THROTTLED.test(name)) return { kind: 'throttled', name };
  // The SDK says whose fault it was, for errors without a shape by the status.
  return { kind: (error as { readonly $fault?: string }).$fault === 'server' ? 'broken' : 'other', name };
}

/** Whether the same request may go through later. */
export function isPassing({ kind }: Failure): boolean {
  return kind === 'throttled' || kind === 'timeout' || kind === 'unreachable' || kind === 'broken';
}

/** One sentence on what to do about a failure that has nothing to do with what was asked for. */
export function advice({ kind, name }: Failure, service: string): string {
  switch (kind) {
    case 'credentials':
      return `${service} refused the AWS credentials (${name}): check that they exist, are not expired and belong to this account.`;
    case 'throttled':
      return `${service} is throttling (${name}): try again, and ask AWS for a higher quota if it goes on.`;
    case 'timeout':
    case 'unreachable':
      return `${service} did not answer (${name}): check the network and the region, and try again.`;
    default:
      return `${service} failed (${name}): try again, and look the name up in the service's API reference if it goes on.`;
  }
}
