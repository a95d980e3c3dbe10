/** What this project reads of API Gateway's payload format 2.0; the local server builds the same. */
export type HttpEvent = {
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in lower case; values of a repeated header joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    /** When the request came in, in epoch milliseconds. */
    readonly timeEpoch: number;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
};

export type HttpResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type HttpHandler = (event: HttpEvent) => Promise<HttpResponse>;

export function bodyOf(event: HttpEvent): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}
