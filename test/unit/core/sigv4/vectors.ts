import { readFileSync } from 'node:fs';
import type { SignedRequest } from '#core/sigv4/verify.ts';

export type Vector = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly canonicalRequest?: string;
  readonly canonicalRequestHash?: string;
  readonly signingKey?: string;
};

type Suite = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly amzDate: string;
  readonly cases: readonly Vector[];
};

/** AWS's published suite; where it comes from stands in the file. */
export const SUITE = JSON.parse(readFileSync(new URL('./aws-suite.vectors.json', import.meta.url), 'utf8')) as Suite;

/** The vector as a request on the wire, with its Authorization header. */
export function signedRequestOf(vector: Vector): SignedRequest {
  const headers = Object.fromEntries(
    Object.entries(vector.headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(',')]),
  );
  const scope = `${SUITE.amzDate.slice(0, 8)}/${SUITE.region}/${vector.service}/aws4_request`;
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${SUITE.accessKeyId}/${scope}`,
    `SignedHeaders=${vector.signedHeaders.join(';')}`,
    `Signature=${vector.signature}`,
  ].join(', ');
  const { method, path, query, body } = vector;
  return { method, path, query, body, headers: { ...headers, authorization } };
}
