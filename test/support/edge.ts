import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { routerCode } from '#infra/edge/router.ts';
import {
  DEFAULT_PAGES,
  GROUP_NAMES,
  type GroupName,
  isGroup,
  type PagesName,
  PRIVATE_PATHS,
  pagesOf,
  pagesRouteOf,
} from '#infra/functions.ts';
import type { HttpResponse } from '#protocol/http.ts';
import {
  EdgeFunctionError,
  type FunctionEvent,
  type FunctionRequest,
  isDisallowed,
  loadFunction,
  type Values,
} from './cloudfront-function.ts';

/** A request as it comes to CloudFront: headers as sent, repeated ones repeated. */
export type ViewerRequest = {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
  readonly address?: string;
};

/** The function behind the API's routes that an event goes to. */
export type EdgeTarget = GroupName | PagesName;

type EdgeResult =
  | { readonly response: HttpResponse }
  | { readonly group: EdgeTarget; readonly event: APIGatewayProxyEventV2 };

export type Edge = {
  /** What CloudFront answers itself, or what API Gateway hands to which function. Throws EdgeFunctionError. */
  readonly toApiEvent: (request: ViewerRequest) => EdgeResult;
};

const API_HOST = 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com';
const DISTRIBUTION = 'd111111abcdef8.cloudfront.net';
const EDGE_ADDRESS = '198.51.100.7';

/**
 * CloudFront with its function and API Gateway behind it, as a function from request to Lambda event.
 * `body`: how API Gateway passes a body on; `byContentType`, as it does, or one way whatever the type is.
 */
export function createEdge(options: {
  readonly originSecret: string;
  readonly code?: string;
  readonly body?: 'byContentType' | 'text' | 'base64';
}): Edge {
  const run = loadFunction(options.code ?? routerCode());
  return {
    toApiEvent: (viewer) => {
      const event = functionEvent(viewer);
      const returned = run(event);
      if ('statusCode' in returned) {
        const headers = Object.entries(returned.headers ?? {}).map(([name, { value }]) => [name, value]);
        const { statusCode, body = '' } = returned;
        return { response: { statusCode, headers: Object.fromEntries(headers), body } };
      }
      const headers = originHeaders(returned, event, options.originSecret);
      return apiEvent(returned, headers, viewer, options.body ?? 'byContentType');
    },
  };
}

function functionEvent({ method, url, headers, address = '203.0.113.9' }: ViewerRequest): FunctionEvent {
  const seen = headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([n]) => !isDisallowed(n));
  const [uri, query] = split(url, '?');
  return {
    version: '1.0',
    context: {
      distributionDomainName: DISTRIBUTION,
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: randomUUID(),
    },
    viewer: { ip: address },
    request: {
      method,
      uri,
      querystring: valuesOf(
        query
          .split('&')
          .filter(Boolean)
          .map((pair) => split(pair, '=')),
      ),
      headers: valuesOf(seen.filter(([name]) => name !== 'cookie')),
      cookies: valuesOf(
        seen
          .filter(([name]) => name === 'cookie')
          .flatMap(([, value]) => value.split(/; */).map((one) => split(one, '='))),
      ),
    },
  };
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function valuesOf(pairs: readonly (readonly [string, string])[]): Values {
  const names = [...new Set(pairs.map(([name]) => name))];
  const entries = names.map((name) => {
    const multiValue = pairs.filter(([other]) => other === name).map(([, value]) => ({ value }));
    return [name, { ...multiValue[0]!, ...(multiValue.length > 1 && { multiValue }) }] as const;
  });
  return Object.fromEntries(entries);
}

/** What the function left of the viewer's headers, and what CloudFront and API Gateway add. */
function originHeaders(
  { headers }: FunctionRequest,
  { viewer, context }: FunctionEvent,
  originSecret: string,
): Readonly<Record<string, string>> {
  const left = Object.fromEntries(
    Object.entries(headers).map(([name, { value, multiValue }]) => [
      name,
      multiValue?.map((one) => one.value).join(',') ?? value,
    ]),
  );
  const list = (...values: readonly (string | undefined)[]) => values.filter(Boolean).join(', ');
  return {
    ...left,
    host: API_HOST,
    via: list(left.via, `2.0 ${DISTRIBUTION} (CloudFront)`),
    'x-amz-cf-id': context.requestId,
    'x-ownpool-origin': originSecret,
    'x-amzn-trace-id': 'Root=1-5fff599f-6fca6ee66e37fe5e518eb45b',
    'x-forwarded-for': list(left['x-forwarded-for'], viewer.ip, EDGE_ADDRESS),
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

/** Payload format 2.0. The path is decoded, and ends at a question mark that was encoded; the query is as sent. */
function apiEvent(
  { method, uri, cookies }: FunctionRequest,
  headers: Readonly<Record<string, string>>,
  { url, body }: ViewerRequest,
  encoding: 'byContentType' | 'text' | 'base64',
): EdgeResult {
  const [rawPath] = split(decodeURIComponent(uri), '?');
  const [, rawQueryString] = split(url, '?');
  const group = groupOf(method, rawPath);
  const routeKey = isGroup(group) ? `POST ${PRIVATE_PATHS}${group}` : pagesRouteOf(group).key;
  const isText = encoding === 'byContentType' ? isTextType(headers['content-type']) : encoding === 'text';
  const now = new Date();
  const cookieList = Object.entries(cookies).flatMap(([name, { value, multiValue = [{ value }] }]) =>
    multiValue.map((one) => `${name}=${one.value}`),
  );
  return {
    group,
    event: {
      version: '2.0',
      routeKey,
      rawPath,
      rawQueryString,
      ...(cookieList.length > 0 && { cookies: cookieList }),
      headers: { ...headers, ...(body?.length && { 'content-length': String(body.length) }) },
      ...(body?.length && { body: body.toString(isText ? 'utf8' : 'base64') }),
      isBase64Encoded: Boolean(body?.length) && !isText,
      requestContext: {
        accountId: '123456789012',
        apiId: split(API_HOST, '.')[0],
        domainName: API_HOST,
        domainPrefix: split(API_HOST, '.')[0],
        http: {
          method,
          path: rawPath,
          protocol: 'HTTP/1.1',
          sourceIp: EDGE_ADDRESS,
          userAgent: headers['user-agent'] ?? '',
        },
        requestId: randomUUID(),
        routeKey,
        stage: '$default',
        time: now.toISOString(),
        timeEpoch: now.getTime(),
      },
    },
  };
}

/** The API has a route for each group and for pages, of which one has what is left. */
function groupOf(method: string, path: string): EdgeTarget {
  const group = GROUP_NAMES.find((name) => method === 'POST' && path === PRIVATE_PATHS + name);
  return group ?? pagesOf(path) ?? DEFAULT_PAGES;
}

/** As observed on AWS, which documents no list: https://github.com/ministackorg/ministack/pull/766 */
function isTextType(contentType = ''): boolean {
  const [type] = split(contentType.toLowerCase(), ';');
  return /^(text\/.+|application\/(json|xml|javascript))$/.test(type.trim());
}

export type EdgeServer = { readonly endpoint: string; readonly close: () => Promise<void> };

/** The edge on a loopback port, for real clients. `invoke` is the Lambda service: group and event in, answer out. */
export async function startEdgeServer(
  edge: Edge,
  invoke: (group: EdgeTarget, event: APIGatewayProxyEventV2) => Promise<HttpResponse>,
): Promise<EdgeServer> {
  const answer = async (request: IncomingMessage): Promise<HttpResponse> => {
    const result = edge.toApiEvent(await viewerRequest(request));
    return 'response' in result ? result.response : invoke(result.group, result.event);
  };
  const server = createServer((request, response) => {
    void answer(request)
      // CloudFront's answer when its function fails, API Gateway's when a Lambda does; the reason is for the reader.
      .catch((error: unknown) => ({
        statusCode: error instanceof EdgeFunctionError ? 502 : 500,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'Internal Server Error', reason: String(error) }),
      }))
      .then(({ statusCode, headers, body, cookies }: HttpResponse) => {
        if (cookies) response.setHeader('set-cookie', cookies);
        response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function viewerRequest(request: IncomingMessage): Promise<ViewerRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = 'GET', url = '/', rawHeaders, socket } = request;
  const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]!] as const] : []));
  return { method, url, headers, body: Buffer.concat(parts), address: socket.remoteAddress };
}
