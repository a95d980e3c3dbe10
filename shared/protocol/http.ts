/** The part of API Gateway's payload format 2.0 that this project reads. The local server builds the same structure. */
export type HttpEvent = {
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** The headers, with names in lower case. The values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    /** The id that CloudFront gave the request. It is absent where no edge is in front. */
    readonly edgeRequestId?: string;
    /** The time at which the request came in, in epoch milliseconds. */
    readonly timeEpoch: number;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
};

export type HttpResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The values of Set-Cookie headers. Several values in one header would not be read as several cookies. */
  readonly cookies?: readonly string[];
  /** A text or, where `isBase64Encoded` says so, bytes. */
  readonly body: string;
  readonly isBase64Encoded?: true;
};

export type HttpHandler = (event: HttpEvent) => Promise<HttpResponse>;

/** Returns the bytes of the body of a request or a response, which are none if it has no body. */
export function bodyOf({
  body = '',
  isBase64Encoded,
}: Pick<HttpEvent, 'body'> & { readonly isBase64Encoded?: boolean }): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}
