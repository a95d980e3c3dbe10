import { createHash, timingSafeEqual } from 'node:crypto';
import { CognitoError } from '#core/errors.ts';
import type { Deps } from '#ports/deps.ts';
import type { Logger } from '#ports/logger.ts';
import { bodyOf, type HttpEvent, type HttpHandler, type HttpResponse } from '#protocol/http.ts';
import { failure, json, maxBodyBytes, notUnderstood } from '#protocol/respond.ts';
import { type AwsConfig, parseAwsConfig } from './aws-config.ts';
import { type Adapters, openAwsContainer } from './aws-container.ts';
import { provideContainer } from './container.ts';
import { lambdaLogger } from './lambda-logger.ts';

/**
 * The headers in which the edge passes on the viewer's host, path and address. API Gateway sees only those of the edge.
 */
const PRIVATE = { host: 'x-ownpool-host', path: 'x-ownpool-path', address: 'x-ownpool-address' } as const;
const ORIGIN = 'x-ownpool-origin';
/** CloudFront's id of the request, which its own log and its answers have, too. It replaces what a viewer sends. */
const EDGE_REQUEST_ID = 'x-amz-cf-id';

/**
 * The shortest time between two attempts to open the container, in milliseconds. Without it, requests of strangers
 * would become requests to KMS while opening fails.
 */
const RETRY_MS = 1_000;

type Entry = {
  /** The group, or `hosted`, `jobs` or `messages`. It is a dimension of metrics. */
  readonly name: string;
  /** The operations of the group that require a signature. The metric of refused signatures needs them. */
  readonly signed?: readonly string[];
  readonly adapters: Adapters;
};

type Opening = { readonly deps: Promise<Deps>; failedAt?: number };

/**
 * Opens the container while the function is initialised. A failure (such as a wrong environment, or a refusal by KMS)
 * is logged, and opening is tried again with a later request, at most once per second.
 */
function openFunction(
  { name, signed, adapters }: Entry,
  behindEdge: boolean,
): { readonly config?: AwsConfig; readonly logger: Logger } {
  let config: AwsConfig | undefined;
  const logger = lambdaLogger({
    stack: process.env.OWNPOOL_STACK || 'Ownpool',
    group: name,
    signed,
    operationMetrics: process.env.OWNPOOL_OPERATION_METRICS === 'on',
    poolMetrics: process.env.OWNPOOL_POOL_METRICS?.split(','),
  });
  const failed = (error: unknown) => {
    const cause = error instanceof CognitoError ? error.cause : error;
    const stack = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    logger.error('function.not-ready', { stack });
  };
  try {
    config = parseAwsConfig(process.env, { behindEdge });
  } catch (error) {
    failed(error);
    provideContainer(() => Promise.reject(error));
    return { logger };
  }
  const given = config;
  let opened: Opening | undefined;
  const open = () => {
    if (opened?.failedAt !== undefined && Date.now() - opened.failedAt >= RETRY_MS) opened = undefined;
    if (opened) return opened.deps;
    const opening: Opening = { deps: openAwsContainer(given, logger, adapters) };
    opening.deps.catch((error: unknown) => {
      opening.failedAt = Date.now();
      failed(error);
    });
    opened = opening;
    return opening.deps;
  };
  provideContainer(open);
  // The failure is logged already, and the caller of `container` sees the rejection.
  open().catch(() => {});
  return { config, logger };
}

/** An event of API Gateway that has not been checked yet. */
type RawEvent = Partial<HttpEvent> & { readonly cookies?: readonly string[] };

/**
 * Makes the entry of a function behind API Gateway. It lets only requests through that came through the edge, and
 * passes them on as the viewer sent them. A function of kind `api` answers POST / alone, and one of kind `pages` every
 * other path.
 */
export function httpFunction(entry: Entry, kind: 'api' | 'pages', handle: HttpHandler): HttpHandler {
  const { config, logger } = openFunction(entry, true);
  return async (raw: RawEvent): Promise<HttpResponse> => {
    const requestId = String(raw?.requestContext?.requestId ?? '');
    try {
      if (!config) throw new Error('The function is not configured.');
      if (!isHttpEvent(raw) || !fromEdge(raw, config.originSecrets)) {
        logger.warn('request.not-from-edge', { requestId });
        return forbidden(requestId);
      }
      const event = asViewed(raw);
      if (!event) return notUnderstood(requestId);
      if (bodyOf(event).length > maxBodyBytes(event.headers)) {
        return failure(requestId, new CognitoError('RequestEntityTooLargeException'));
      }
      const isApi = event.rawPath === '/' && event.requestContext.http.method === 'POST';
      return isApi === (kind === 'api') ? await handle(event) : notUnderstood(requestId);
    } catch (error) {
      const stack = error instanceof Error ? error.stack : undefined;
      logger.error('request.failed', { requestId, stack });
      return failure(requestId, new CognitoError('InternalErrorException'));
    }
  };
}

/** Makes the entry of a function that a schedule or another function starts. */
export function eventFunction<E, C>(
  entry: Entry,
  handle: (event: E, context: C) => Promise<void>,
): (event: E, context: C) => Promise<void> {
  openFunction(entry, false);
  return handle;
}

function isHttpEvent(raw: RawEvent): raw is HttpEvent {
  const { headers, requestContext, body, rawQueryString } = raw ?? {};
  return (
    typeof headers === 'object' &&
    headers !== null &&
    typeof requestContext?.http?.method === 'string' &&
    typeof requestContext.timeEpoch === 'number' &&
    typeof rawQueryString === 'string' &&
    (body === undefined || typeof body === 'string')
  );
}

function fromEdge({ headers }: HttpEvent, secrets: readonly string[]): boolean {
  const given = sha256(headers[ORIGIN] ?? '');
  return secrets.map((secret) => timingSafeEqual(sha256(secret), given)).includes(true);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Returns the request as the viewer sent it, or undefined when the edge's headers are missing. */
function asViewed({ cookies, ...event }: HttpEvent & RawEvent): HttpEvent | undefined {
  const { [PRIVATE.host]: host, [PRIVATE.path]: rawPath, [PRIVATE.address]: sourceIp, ...rest } = event.headers;
  if (!host || !rawPath || !sourceIp) return undefined;
  const { [ORIGIN]: _, ...headers } = rest;
  const { requestContext } = event;
  return {
    ...event,
    rawPath,
    headers: { ...headers, host, ...(cookies && { cookie: cookies.join('; ') }) },
    isBase64Encoded: event.isBase64Encoded === true,
    requestContext: {
      ...requestContext,
      edgeRequestId: headers[EDGE_REQUEST_ID],
      http: { ...requestContext.http, sourceIp },
    },
  };
}

/** This is the response that API Gateway itself gives. */
function forbidden(requestId: string): HttpResponse {
  return json(403, { message: 'Forbidden' }, { 'x-amzn-requestid': requestId });
}
