import { pages } from '#infra/local/api.ts';

/** What the hosted function answers with a JSON document. */
type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a document has whatever members its standard gives it
  readonly body: any;
};

/** Asks the hosted function for a path, at the host of the public URL or at another one. */
export async function ask(path: string, host = 'id.example.com', method = 'GET'): Promise<Answered> {
  const { statusCode, headers, body } = await pages({
    rawPath: path,
    rawQueryString: '',
    headers: { host },
    isBase64Encoded: false,
    requestContext: { requestId: 'request', timeEpoch: 0, http: { method, sourceIp: '127.0.0.1' } },
  });
  return { status: statusCode, headers, body: JSON.parse(body) };
}
