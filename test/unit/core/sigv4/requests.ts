import { expect } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { canonicalRequest, payloadHash, signatureOf, signingKey, stringToSign } from '#core/sigv4/canonical-request.ts';
import { parseSignature, type SignedRequest, signatureMatches } from '#core/sigv4/verify.ts';

export const SECRET = 'c2VjcmV0/of+the+key';
export const NOW = Date.UTC(2026, 0, 1, 0, 10, 0);
export const EXPECTED = { region: 'us-east-1', service: 'cognito-idp', now: NOW };
export const SCOPE = '20260101/us-east-1/cognito-idp/aws4_request';

type Changes = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly scope?: string;
  readonly signedHeaders?: readonly string[];
  readonly amzDate?: string;
  readonly without?: readonly string[];
};

/** A correctly signed AdminGetUser at NOW, unless told otherwise. */
export function sign(changes: Changes = {}): SignedRequest {
  const amzDate = changes.amzDate ?? '20260101T001000Z';
  const body = '{"UserPoolId":"us-east-1_a","Username":"zoë"}';
  const all: Record<string, string> = {
    host: 'pool.example',
    'x-amz-date': amzDate,
    'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser',
    ...changes.headers,
  };
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !changes.without?.includes(name)));
  const signedHeaders = changes.signedHeaders ?? Object.keys(headers).sort();
  const scope = changes.scope ?? SCOPE;
  const [date = '', region = '', service = ''] = scope.split('/');
  const request = { method: 'POST', path: '/', query: '', headers, body };
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash: payloadHash(body) });
  const parts = { date, region, service };
  const signature = signatureOf(signingKey(SECRET, parts), stringToSign(amzDate, parts, canonical));
  const authorization = `AWS4-HMAC-SHA256 Credential=AK1/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

/** The request with a header changed after it was signed. */
export function withHeader(request: SignedRequest, name: string, value: string): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

/** The request of `sign` with its Authorization header changed. */
export function withAuthorization(change: (header: string) => string): SignedRequest {
  const request = sign();
  return withHeader(request, 'authorization', change(request.headers.authorization ?? ''));
}

/** The error with which the first step refuses. */
export function refusal(
  request: SignedRequest,
  expected = EXPECTED,
): { readonly name: string; readonly message: string } {
  try {
    parseSignature(request, expected);
  } catch (error) {
    expect(error).toBeInstanceOf(CognitoError);
    const { name, message } = error as CognitoError;
    return { name, message };
  }
  throw new Error('The request was not refused.');
}

/** Both steps, as a caller runs them. */
export function accepts(request: SignedRequest, expected = EXPECTED, secret = SECRET): boolean {
  try {
    return signatureMatches(request, parseSignature(request, expected), secret);
  } catch (error) {
    expect(error).toBeInstanceOf(CognitoError);
    return false;
  }
}
