import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ALGORITHM,
  canonicalRequest,
  signatureOf,
  signingKey,
  stringToSign,
  TERMINATOR,
} from '#core/sigv4/canonical-request.ts';
import { parseAmzDate } from '#core/sigv4/timestamp.ts';
import { parseSignature, type SignedRequest, signatureMatches } from '#core/sigv4/verify.ts';

/** What the stub does with one request. */
export type StubAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      /** The connection breaks, or says nothing more, when this much of the body has been sent. */
      readonly end?: 'break' | 'hang';
    }
  | 'break'
  | 'hang';

export type AwsStub = {
  readonly endpoint: string;
  /** For a client in this process. */
  readonly options: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** For a client in another process, besides the variable that names the endpoint. */
  readonly environment: Readonly<Record<string, string>>;
  /** The requests that were rightly signed, oldest first; bodies are text. */
  readonly requests: readonly (SignedRequest & { readonly body: string })[];
  /** Answers for the next requests, in their order. */
  readonly answer: (...answers: readonly StubAnswer[]) => void;
  readonly close: () => Promise<void>;
};

const CREDENTIALS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test/secret+of+the+stub' };

/**
 * A stand-in for an AWS service on loopback. It records what comes and plays the queued answers; when there is none,
 * `respond` is asked. A request that is not signed with the stub's credentials for this service and region is refused with 403
 * and InvalidSignatureException and takes no answer. `service` is the name in signatures: `kms`, `ses`, `cloudformation`.
 */
export async function startAwsStub(given: {
  readonly service: string;
  readonly region?: string;
  readonly respond?: (request: AwsStub['requests'][number]) => StubAnswer;
}): Promise<AwsStub> {
  const { service, region = 'eu-west-1', respond = () => awsError('NoAnswerIsQueued') } = given;
  const requests: AwsStub['requests'][number][] = [];
  const queue: StubAnswer[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await received(incoming);
    const refusal = refusalOf(request, { service, region });
    if (refusal !== undefined) return play(awsError('InvalidSignatureException', refusal, 403), response);
    requests.push(request);
    play(queue.shift() ?? respond(request), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    options: { region, endpoint, credentials: CREDENTIALS },
    environment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    requests,
    answer: (...answers) => void queue.push(...answers),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An error as the JSON protocols have it; services with the query protocol and S3 answer XML. */
export function awsError(name: string, message = 'Made by a test.', status = 400): StubAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  };
}

async function received(incoming: IncomingMessage): Promise<AwsStub['requests'][number]> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const [path = '', query = ''] = (incoming.url ?? '').split(/\?(.*)/s);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return { method: incoming.method ?? '', path, query, headers, body: Buffer.concat(chunks).toString('utf8') };
}

function play(answer: StubAnswer, response: ServerResponse): void {
  if (answer === 'break') return void response.destroy();
  if (answer === 'hang') return;
  const { status = 200, headers, body = '' } = answer;
  response.writeHead(status, headers);
  if (answer.end === undefined) return void response.end(body);
  response.write(body, () => answer.end === 'break' && response.destroy());
}

type Expected = { readonly service: string; readonly region: string };

/** Why the signature is not right, or undefined. */
function refusalOf(request: SignedRequest, expected: Expected): string | undefined {
  try {
    const right = request.query.includes('X-Amz-Signature=')
      ? presignatureMatches(request, expected)
      : signatureMatches(
          request,
          parseSignature(request, { ...expected, now: Date.now() }),
          CREDENTIALS.secretAccessKey,
        );
    return right ? undefined : 'The signature is wrong.';
  } catch (error) {
    return String(error);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; all x-amz-* headers must be signed. */
function presignatureMatches(request: SignedRequest, { service, region }: Expected): boolean {
  const query = new URLSearchParams(request.query);
  const value = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  const scope = { date: value('Date').slice(0, 8), region, service };
  const credential = [CREDENTIALS.accessKeyId, scope.date, region, service, TERMINATOR].join('/');
  const age = Date.now() - (parseAmzDate(value('Date')) ?? Number.NaN);
  const signedHeaders = value('SignedHeaders').split(';');
  const unsigned = Object.keys(request.headers).some((name) => /^x-amz-/.test(name) && !signedHeaders.includes(name));
  if (value('Algorithm') !== ALGORITHM || value('Credential') !== credential) return false;
  if (unsigned || !(age <= Number(value('Expires')) * 1000)) return false;
  const canonical = canonicalRequest({
    ...request,
    query: request.query.replace(/&?X-Amz-Signature=[0-9a-f]*/, ''),
    signedHeaders,
    payloadHash: 'UNSIGNED-PAYLOAD',
  });
  const key = signingKey(CREDENTIALS.secretAccessKey, scope);
  return signatureOf(key, stringToSign(value('Date'), scope, canonical)) === value('Signature');
}
