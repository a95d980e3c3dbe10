import { fail } from '#core/errors.ts';
import { ALGORITHM } from './canonical-request.ts';

/** The parameters of an Authorization header. Only their form has been checked, and nothing has been verified yet. */
export type Authorization = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const MAX_LENGTH = 4096;
const MAX_SIGNED_HEADERS = 64;
const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'] as const;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,128}$/;
const ACCESS_KEY_ID = /^[\w-]{1,128}$/;
const SCOPE_ELEMENT = /^[\w-]{1,64}$/;

/** Makes part of a request fit to be quoted in an error message, which a response header carries too. */
export function quotable(text: string): string {
  return text.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
}

function readParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const piece of text.split(',')) {
    const parameter = piece.trim();
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const name = equals === -1 ? parameter : parameter.slice(0, equals);
    // A repeated parameter is a sign of two joined Authorization headers.
    if (parameters.has(name)) fail('IncompleteSignatureException', 'Authorization header repeats a parameter.');
    parameters.set(name, equals === -1 ? '' : parameter.slice(equals + 1));
  }
  return parameters;
}

function readCredential(credential: string) {
  const [accessKeyId = '', ...scope] = credential.split('/');
  const [date = '', region = '', service = '', terminator = ''] = scope;
  if (scope.length !== 4 || !ACCESS_KEY_ID.test(accessKeyId) || !scope.every((part) => SCOPE_ELEMENT.test(part))) {
    fail(
      'IncompleteSignatureException',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return { accessKeyId, date, region, service, terminator };
}

function readSignedHeaders(text: string): readonly string[] {
  const names = text.split(';', MAX_SIGNED_HEADERS + 1);
  const wellFormed = names.every((name, index) => HEADER_NAME.test(name) && (index === 0 || names[index - 1]! < name));
  if (names.length > MAX_SIGNED_HEADERS || !wellFormed) {
    fail(
      'IncompleteSignatureException',
      "'SignedHeaders' must be lower-case header names, sorted, each once, separated by semicolons.",
    );
  }
  return names;
}

/**
 * Splits an Authorization header into its parameters, which may come in any order: `AWS4-HMAC-SHA256
 * Credential=.../date/region/service/aws4_request, SignedHeaders=a;b, Signature=hex`. `hasDate` says whether the
 * request has a date, because AWS lists a missing date together with the missing parameters.
 * Throws IncompleteSignatureException for a header that is incomplete or malformed, and InvalidSignatureException when
 * the signature is not 64 lower-case hex digits.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function parseAuthorization(header: string, hasDate: boolean): Authorization {
  if (header.length > MAX_LENGTH) fail('IncompleteSignatureException', 'Authorization header is too long.');
  const text = header.trim();
  const algorithm = text.split(/\s/, 1)[0] ?? '';
  const parameters = readParameters(text.slice(algorithm.length));
  const missing = PARAMETERS.filter((name) => !parameters.get(name)).map(
    (name) => `Authorization header requires '${name}' parameter.`,
  );
  if (!hasDate) missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0) fail('IncompleteSignatureException', missing.join(' '));
  if (algorithm !== ALGORITHM) {
    fail('IncompleteSignatureException', `Unsupported AWS 'algorithm': '${quotable(algorithm)}'. Use '${ALGORITHM}'.`);
  }
  if (parameters.size !== PARAMETERS.length) {
    fail('IncompleteSignatureException', 'Authorization header has a parameter that is not known.');
  }
  const signature = parameters.get('Signature') ?? '';
  const credential = readCredential(parameters.get('Credential') ?? '');
  const signedHeaders = readSignedHeaders(parameters.get('SignedHeaders') ?? '');
  if (!/^[0-9a-f]{64}$/.test(signature)) fail('InvalidSignatureException');
  return { ...credential, signedHeaders, signature };
}
