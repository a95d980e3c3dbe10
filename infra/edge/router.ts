import { readFileSync } from 'node:fs';
import { OPERATIONS } from '#functions/operations.ts';
import { isGroup, PAGES_NAMES, PRIVATE_PATHS, pagesRouteOf, UNKNOWN_GROUP } from '#infra/functions.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { notUnderstood, preflight } from '#protocol/respond.ts';

/**
 * The size that CloudFront allows for the code of a function. Source: cloudfront-limits.html of the CloudFront guide.
 */
const MAX_CODE_BYTES = 10_240;

/** The beginning of the header X-Amz-Target, before the name of an operation. */
export const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';

/** CloudFront answers 502 when a function sets one of these headers. It sends `x-amz-cf-id` and the length itself. */
const LEFT_TO_CLOUDFRONT = ['x-amzn-requestid', 'content-length'];

/**
 * Returns the code of the CloudFront Function: infra/edge/router.js with the data that it needs of the operations and
 * the protocol. Throws when it is longer than CloudFront allows.
 */
export function routerCode(): string {
  const edge = {
    prefix: TARGET_PREFIX,
    groups: groupsByOperation(),
    unknown: UNKNOWN_GROUP,
    preflight: forFunction(preflight('', {})),
    hosted: joined('paths'),
    open: joined('open'),
    refusal: { ...forFunction(notUnderstood('')), body: notUnderstood('').body },
  };
  const source = readFileSync(new URL('./router.js', import.meta.url), 'utf8');
  const code = source.replace('__PRIVATE_PATHS__', PRIVATE_PATHS).replace('__EDGE__', () => JSON.stringify(edge));
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_CODE_BYTES) {
    throw new Error(
      `The edge router has ${bytes} bytes, CloudFront takes ${MAX_CODE_BYTES}: shorten infra/edge/router.js.`,
    );
  }
  return code;
}

/** Joins the patterns of all functions of pages, each of which is whole. */
function joined(which: 'paths' | 'open'): string {
  return PAGES_NAMES.flatMap((name) => pagesRouteOf(name)[which].map(({ source }) => source)).join('|');
}

function groupsByOperation(): Readonly<Record<string, string>> {
  const rows = Object.entries(OPERATIONS).map(([operation, { group }]) => [operation, group] as const);
  return Object.fromEntries(rows.filter(([, group]) => isGroup(group)));
}

/** Converts a response of the protocol to the form of CloudFront Functions, without its body. */
function forFunction({ statusCode, headers }: HttpResponse) {
  const kept = Object.entries(headers).filter(([name]) => !LEFT_TO_CLOUDFRONT.includes(name));
  return {
    statusCode,
    statusDescription: statusCode === 200 ? 'OK' : 'Bad Request',
    headers: Object.fromEntries(kept.map(([name, value]) => [name, { value }])),
  };
}
