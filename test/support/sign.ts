import { canonicalRequest, payloadHash, signatureOf, signingKey, stringToSign } from '#core/sigv4/canonical-request.ts';
import { formatAmzDate } from '#core/sigv4/timestamp.ts';

type Signing = {
  readonly operation: string;
  readonly body: string;
  readonly host: string;
  readonly now: number;
  readonly key: { readonly id: string; readonly secret: string };
  readonly region: string;
};

/** The headers of a signed call (the signer itself is proven against AWS's vectors). */
export function signedHeaders({ operation, body, host, now, key, region }: Signing): Record<string, string> {
  const amzDate = formatAmzDate(now);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': amzDate,
    'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
  };
  const signed = Object.keys(headers).sort();
  const scope = { date: amzDate.slice(0, 8), region, service: 'cognito-idp' };
  const canonical = canonicalRequest({
    method: 'POST',
    path: '/',
    query: '',
    headers,
    signedHeaders: signed,
    payloadHash: payloadHash(body),
  });
  const signature = signatureOf(signingKey(key.secret, scope), stringToSign(amzDate, scope, canonical));
  const credential = `${key.id}/${scope.date}/${region}/cognito-idp/aws4_request`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`,
  };
}
