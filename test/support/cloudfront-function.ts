import { createContext, Script } from 'node:vm';

type Value = { readonly value: string; readonly multiValue?: readonly { readonly value: string }[] };
export type Values = Readonly<Record<string, Value>>;

/** Source: functions-event-structure.html of the CloudFront guide. */
export type FunctionRequest = {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Values;
  readonly headers: Values;
  readonly cookies: Values;
};

export type FunctionEvent = {
  readonly version: '1.0';
  readonly context: {
    readonly distributionDomainName: string;
    readonly distributionId: string;
    readonly eventType: 'viewer-request';
    readonly requestId: string;
  };
  readonly viewer: { readonly ip: string };
  readonly request: FunctionRequest;
};

type FunctionResponse = {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Values;
  readonly body?: string;
};

/** What the function did that CloudFront answers with 502 or 503. */
export class EdgeFunctionError extends Error {
  override readonly name = 'EdgeFunctionError';
}

const MAX_URL_CHARACTERS = 8_192;
const MAX_REQUEST_BYTES = 20_480;
const MAX_MILLISECONDS = 5_000;

/** Source: edge-function-restrictions-all.html. */
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via', 'cdn-loop'];
const DISALLOWED = new Set(
  `connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection trailer upgrade x-accel-buffering
  x-accel-charset x-accel-limit-rate x-accel-redirect x-amzn-auth x-amzn-cf-billing x-amzn-cf-id x-amzn-cf-xff
  x-amzn-errortype x-amzn-fle-profile x-amzn-header-count x-amzn-header-order x-amzn-lambda-integration-tag
  x-amzn-requestid x-cache x-forwarded-proto x-real-ip`.split(/\s+/),
);

/** Whether CloudFront keeps a header from its functions: they neither see it nor may set it. */
export function isDisallowed(name: string): boolean {
  return DISALLOWED.has(name) || name.startsWith('x-amz-cf-') || name.startsWith('x-edge-');
}

/** Whether a function that answers in CloudFront's place may set a header. */
export function mayAnswerWith(name: string): boolean {
  return !isDisallowed(name) && !READ_ONLY.includes(name);
}

const UNRESTRICTED = ['Boolean', 'Date', 'JSON', 'Math', 'Number', 'Promise', 'RegExp', 'ArrayBuffer'].concat(
  ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ['Float32Array', 'Float64Array', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'isFinite'],
  ['isNaN', 'parseFloat', 'parseInt', 'NaN', 'Infinity', 'undefined', 'globalThis', 'eval'],
);

/** The documented methods; on the left those of the constructor, on the right those of what it makes. */
const METHODS = {
  Object: [
    `create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyNames getPrototypeOf
    isExtensible isFrozen isSealed keys preventExtensions seal assign is setPrototypeOf entries values`,
    'hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf',
  ],
  Function: ['', 'apply bind call toString'],
  String: [
    'fromCharCode fromCodePoint',
    `charAt concat indexOf lastIndexOf match replace search slice split substr substring toLowerCase trim toUpperCase
    codePointAt endsWith includes repeat startsWith padStart padEnd trimStart trimEnd toString valueOf`,
  ],
  Array: [
    'isArray of',
    `concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift slice some sort
    splice unshift copyWithin fill find findIndex includes toString`,
  ],
} as const;

/** Leaves of a context's globals what functions-javascript-runtime-20.html lists, without its modules. */
const RESTRICT = `(function (unrestricted, methods) {
  const without = (object, kept) => {
    for (const name of Object.getOwnPropertyNames(object)) if (!kept.includes(name)) delete object[name];
  };
  const words = (list) => list.split(/\\s+/).concat('length', 'name', 'prototype', 'constructor');
  for (const [name, [own, made]] of Object.entries(methods)) {
    if (name === 'Object') continue;
    without(globalThis[name], words(own));
    without(globalThis[name].prototype, words(made));
  }
  without(globalThis, unrestricted.concat(Object.keys(methods), 'console'));
  without(Object.prototype, words(methods.Object[1]));
  const [own] = methods.Object;
  for (const name of Object.getOwnPropertyNames(Object)) if (words(own).indexOf(name) < 0) delete Object[name];
})(${JSON.stringify(UNRESTRICTED)}, ${JSON.stringify(METHODS)});
globalThis.console = { log() {} };`;

/**
 * A CloudFront Function of an event viewer-request, in a context with no more than its runtime gives. The context lives
 * on between calls, so that state a function keeps is found. What it returns is checked as CloudFront checks it.
 */
export function loadFunction(
  code: string,
  milliseconds = MAX_MILLISECONDS,
): (event: FunctionEvent) => FunctionRequest | FunctionResponse {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  new Script(RESTRICT).runInContext(context);
  const run = (script: string): unknown => {
    try {
      return new Script(script, { filename: 'edge-function.js' }).runInContext(context, { timeout: milliseconds });
    } catch (error) {
      throw new EdgeFunctionError(`The function failed: ${String(error)}`);
    }
  };
  run(`'use strict';\n${code}`);
  return (event) => {
    // Only text passes, so that nothing of this process is within the function's reach.
    const given = JSON.stringify(JSON.stringify(event));
    const returned = run(`JSON.stringify(handler(JSON.parse(${given})))`);
    return checked(event.request, typeof returned === 'string' ? JSON.parse(returned) : undefined);
  };
}

function checked(given: FunctionRequest, returned: unknown): FunctionRequest | FunctionResponse {
  const isObject = typeof returned === 'object' && returned !== null;
  if (isObject && 'statusCode' in returned) return checkedResponse(returned as FunctionResponse);
  if (isObject && 'uri' in returned) return checkedRequest(given, returned as FunctionRequest);
  throw new EdgeFunctionError('The function returned neither a request nor a response.');
}

function checkedResponse(response: FunctionResponse): FunctionResponse {
  const { statusCode, headers = {}, body = '' } = response;
  check(Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599, `statusCode is ${statusCode}`);
  check(typeof body === 'string', 'the body is not text');
  checkHeaders(headers);
  for (const name of READ_ONLY) check(!Object.hasOwn(headers, name), `it sets the read-only header ${name}`);
  return response;
}

function checkedRequest(given: FunctionRequest, request: FunctionRequest): FunctionRequest {
  const { method, uri, querystring, headers, cookies } = request;
  check(method === given.method, 'it changed the method');
  check(/^\/[^\s#\p{Cc}]*$/u.test(uri), `the uri is ${JSON.stringify(uri)}`);
  check(same(querystring, given.querystring), 'it changed the query string, which this model does not forward');
  check(uri.length < MAX_URL_CHARACTERS, 'the uri is too long');
  checkHeaders(headers);
  for (const name of READ_ONLY) check(same(headers[name], given.headers[name]), `it changed the header ${name}`);
  check(JSON.stringify({ uri, headers, cookies }).length <= MAX_REQUEST_BYTES, 'the request is too long');
  return request;
}

function checkHeaders(headers: Values): void {
  for (const [name, { value, multiValue = [] }] of Object.entries(headers)) {
    check(/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name), `${JSON.stringify(name)} is not the name of a header in lower case`);
    check(!isDisallowed(name), `it sets the disallowed header ${name}`);
    for (const one of [value, ...multiValue.map((each) => each.value)])
      check(typeof one === 'string' && !/[\p{Cc}]/u.test(one), `the header ${name} is ${JSON.stringify(one)}`);
  }
}

function check(fine: boolean, fault: string): void {
  if (!fine) throw new EdgeFunctionError(`CloudFront refuses what the function returned: ${fault}.`);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
