/** The kind of failure in a call to AWS. The services have different names for the same kind. */
type FailureKind = 'denied' | 'credentials' | 'throttled' | 'timeout' | 'unreachable' | 'broken' | 'other';

/**
 * `name` is the service's name for the error, such as `AccessDeniedException`. It never contains a value of the
 * request.
 */
export type Failure = { readonly kind: FailureKind; readonly name: string };

const DENIED = /^(?:AccessDenied|AuthorizationError)(?:Exception)?$/;
const CREDENTIALS =
  /^(?:CredentialsProviderError|(?:UnrecognizedClient|ExpiredToken|InvalidSignature|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature)(?:Exception)?)$/;
const THROTTLED = /^(?:Throttl(?:ing|ed)|TooManyRequests|(?:Request)?LimitExceeded|SlowDown)(?:Exception)?$/;
const UNREACHABLE = /^(?:ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** Classifies an error that an SDK client has thrown. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'other', name: 'unknown' };
  const { name } = error;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  // The SDK also names a lost connection TimeoutError, so the code is read first.
  if (UNREACHABLE.test(code)) return { kind: 'unreachable', name: code };
  if (name === 'TimeoutError') return { kind: 'timeout', name };
  if (DENIED.test(name)) return { kind: 'denied', name };
  if (CREDENTIALS.test(name)) return { kind: 'credentials', name };
  if (THROTTLED.test(name)) return { kind: 'throttled', name };
  // $fault tells whose fault the error was. Where an error has no shape, the SDK derives it from the HTTP status.
  return { kind: (error as { readonly $fault?: string }).$fault === 'server' ? 'broken' : 'other', name };
}

/** Tells whether the same request may succeed later. */
export function isPassing({ kind }: Failure): boolean {
  return kind === 'throttled' || kind === 'timeout' || kind === 'unreachable' || kind === 'broken';
}

/** Returns one sentence on what to do about a failure that does not depend on the content of the request. */
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
