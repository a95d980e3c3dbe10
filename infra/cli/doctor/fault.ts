import { OperatorError } from '../operator-error.ts';

/** The error that says in one line what is wrong with a deployment and what to do. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

export type Explain = (error: unknown) => string;

/** Returns the texts for errors that may occur in any step that calls `endpoint` with the access key `accessKeyId`. */
export function explainer(endpoint: URL, accessKeyId: () => string, onAws: boolean): Explain {
  const known: Readonly<Record<string, (message: string) => string>> = {
    InvalidSignatureException: (message) => signatureAdvice(message, accessKeyId()),
    UnrecognizedClientException: () =>
      `The access key ${accessKeyId()} is unknown to this deployment, or disabled${accessKeyId().startsWith('OWNK') ? '' : ' (keys of Ownpool begin with OWNK; those of AWS do not work here)'}. Make one with npm run access-key -- create.`,
    AccessDeniedException: (message) =>
      `The policy of the access key ${accessKeyId()} is too narrow. It needs cognito-idp:ListUserPools, CreateUserPool, CreateUserPoolClient, AdminConfirmSignUp and DeleteUserPool on all pools. (${message})`,
    InternalErrorException: () =>
      `The server answered InternalErrorException: probably its store or its keys are out of reach. See ${onAws ? 'the logs of its functions' : 'what the server prints'}.`,
    TooManyRequestsException: () =>
      'The server is too busy (TooManyRequestsException). Try again when there is less load.',
    CodeDeliveryFailureException: (message) =>
      `The message could not be sent. Check ${onAws ? 'mailFrom, and that SES has verified the sender and is out of its sandbox' : 'SMTP_URL'}. (${message})`,
    CredentialsProviderError: () =>
      'There is no access key. Set AWS_SHARED_CREDENTIALS_FILE or AWS_PROFILE to one of this deployment (npm run access-key -- create).',
  };
  return (error) => {
    if (error instanceof OperatorError) return error.message;
    if (!(error instanceof Error)) return String(error);
    // amazon-cognito-identity-js puts the exception into `code`. Other errors have its name.
    const { code = '' } = error as NodeJS.ErrnoException;
    const advice = known[error.name] ?? known[code];
    const text = advice?.(error.message) ?? networkAdvice(error, endpoint);
    if (text !== undefined) return text;
    const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
    // In this case the SDK found no exception in the answer.
    if (/^(Unknown|SyntaxError)/.test(error.name) && $metadata?.httpStatusCode) {
      return `${endpoint.href} answered with HTTP ${$metadata.httpStatusCode}, not as the API does: something in front of the service answers this call.`;
    }
    return `${error.name}: ${error.message || code}`;
  };
}

function signatureAdvice(message: string, accessKeyId: string): string {
  const expected = /This endpoint expects '([\w-]+)'/.exec(message)?.[1];
  if (expected)
    return `The deployment is in ${expected}, the signature is for another region. Give --region ${expected}.`;
  if (/^Signature (expired|not yet current)/.test(message)) {
    return `The clocks of this machine and of the server are more than 5 minutes apart. Set both by a time server. (${message})`;
  }
  return `The signature is refused: the secret is not that of the access key ${accessKeyId}, or something on the way changes the request. (${message})`;
}

const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'The certificate has expired. Renew it.',
  CERT_NOT_YET_VALID: "The certificate is not valid yet. Check this machine's clock.",
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host name. Use a name that it covers, or extend it.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed: apps will refuse it. Use one of a public authority.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate comes from an authority this machine does not know.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The server does not send the whole chain of certificates. Configure the authority's full chain.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The certificate comes from an authority this machine does not know.',
};

/** Returns why `url` can't be reached, or undefined when the error is about something else. */
export function networkAdvice(error: unknown, url: URL): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code = '' } = at as NodeJS.ErrnoException;
    const place = `${url.hostname}:${portOf(url)}`;
    if (code === 'ENOTFOUND') {
      return `There is no host ${url.hostname}. Check the spelling, and that its DNS record exists.`;
    }
    if (code === 'EAI_AGAIN')
      return `The name server does not answer for ${url.hostname}. Check this machine's network.`;
    if (code === 'ECONNREFUSED') return `Nothing listens on ${place}. Start the service there, or correct the address.`;
    if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code)) return `${place} closed the connection without a response.`;
    if (/TIMEDOUT|TIMEOUT/.test(code) || at.name === 'TimeoutError') {
      return `${place} does not answer in time. Is there a firewall, or is the service overloaded?`;
    }
    if (/^E(HOST|NET)UNREACH$/.test(code)) return `${place} cannot be reached from this machine (${code}).`;
    if (/^(EPROTO|ERR_SSL)/.test(code))
      return `${place} does not speak TLS as it should. Is it http:// instead of https://?`;
    if (CERTIFICATE[code]) return `${CERTIFICATE[code]} (${url.hostname})`;
  }
  return undefined;
}

/** Returns the port of a URL, or the default port of its protocol. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}
