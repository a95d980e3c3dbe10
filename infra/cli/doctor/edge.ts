import { PRIVATE_PATHS, UNKNOWN_GROUP } from '#infra/functions.ts';
import { type Answer, call, callOperation, describeAnswer, isNotUnderstood } from './call.ts';
import { Fault } from './fault.ts';
import type { Report, Say } from './report.ts';

const SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 30_000;

/**
 * Checks what answers at the endpoint before anything needs a signature: who it is, its clock, CORS and the private
 * paths.
 */
export async function checkEdge(endpoint: URL, report: Report): Promise<void> {
  await report.must('edge', (say) => answersAsCognito(endpoint, say));
  const skew = await report.must('clock', (say) => clockDifference(endpoint, say));
  if (Math.abs(skew ?? 0) > NOTABLE_SKEW_MS) {
    report.warn('clock', 'From 5 minutes on, signed calls are refused. Set both clocks by a time server.');
  }
  await report.may('CORS', (say) => preflight(endpoint, say));
  await report.may('paths', (say) => privatePaths(endpoint, say));
}

/** Checks that a function runs and has its data keys: it refuses an operation that does not exist only after both. */
export async function checkFunction(endpoint: URL, report: Report): Promise<void> {
  await report.may('function', async (say) => {
    const answer = await callOperation(endpoint, 'Doctor', {});
    if (answer.json.__type !== 'UnknownOperationException') {
      throw new Fault(
        `A call of an unknown operation is answered with ${describeAnswer(answer)}, not with UnknownOperationException: the functions fail before they look at a call. See their logs.`,
      );
    }
    say('a function runs');
  });
}

async function answersAsCognito(endpoint: URL, say: Say): Promise<void> {
  const answer = await call(endpoint);
  if (isNotUnderstood(answer)) return say("answers as Cognito's host");
  const location = answer.headers.get('location');
  if (location && answer.status >= 300 && answer.status < 400) {
    throw new Fault(`${endpoint.href} redirects to ${location}. SDKs follow no redirect: use that address.`);
  }
  if (answer.status === 403 && answer.headers.has('x-amz-cf-id')) {
    throw new Fault(
      'The edge is refused by the functions behind it, or by a firewall: their origin secrets differ. Deploy again with the same originSecret.',
    );
  }
  if (answer.status >= 500) {
    throw new Fault(
      `There is an edge, but what is behind it fails (${describeAnswer(answer)}). See the logs of the service.`,
    );
  }
  throw new Fault(
    `GET / is answered with ${describeAnswer(answer)}, not as Cognito's host answers: this is not an Ownpool. Correct the address.`,
  );
}

/**
 * Returns the difference of the clocks in milliseconds, which is positive when the server is ahead. Returns undefined
 * when the answer has no date.
 */
async function clockDifference(endpoint: URL, say: Say): Promise<number | undefined> {
  const before = Date.now();
  // A POST is never answered from a cache.
  const { headers } = await callOperation(endpoint, 'Doctor', {});
  const here = (before + Date.now()) / 2;
  const there = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(there)) {
    say("the server's answers have no date");
    return undefined;
  }
  // The header leaves out the fraction of the second, which is half a second on average.
  const difference = there + 500 - here;
  const seconds = Math.round(Math.abs(difference) / 1000);
  const text = `the server's clock is ${seconds} s ${difference < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(difference) > SKEW_MS) {
    throw new Fault(`${text}: beyond 5 minutes every signed call is refused. Set both clocks by a time server.`);
  }
  say(seconds < 2 ? 'the clocks agree' : text);
  return difference;
}

async function preflight(endpoint: URL, say: Say): Promise<void> {
  const origin = 'https://app.example';
  const asked = ['content-type', 'x-amz-target', 'x-amz-user-agent'];
  const answer = await call(endpoint, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked.join(','),
    },
  });
  const header = (name: string) => (answer.headers.get(`access-control-${name}`) ?? '').toLowerCase();
  const lists = (name: string, value: string) =>
    header(name)
      .split(/\s*,\s*/)
      .some((one) => one === value || one === '*');
  const advice =
    'Browsers will refuse every call: a proxy in front must leave OPTIONS / and the access-control headers alone.';
  if (answer.status < 200 || answer.status > 299) {
    throw new Fault(`A preflight (OPTIONS /) is answered with ${describeAnswer(answer)}. ${advice}`);
  }
  const missing = [
    ['allow-origin', '*'] as const,
    ['allow-methods', 'post'] as const,
    ...asked.map((name) => ['allow-headers', name] as const),
  ].find(([name, value]) => !lists(name, value));
  if (missing) {
    throw new Fault(`The answer to a preflight lacks "access-control-${missing[0]}: ${missing[1]}". ${advice}`);
  }
  const error = await call(endpoint, { method: 'POST', headers: { origin }, body: '{}' });
  if (error.headers.get('access-control-allow-origin') !== '*') {
    throw new Fault(`The answers to POST / lack "access-control-allow-origin: *". ${advice}`);
  }
  say('a preflight is answered, any origin may read answers');
}

/** The ways to write the path of the routes behind the edge. */
const PRIVATE = [
  PRIVATE_PATHS,
  PRIVATE_PATHS.toUpperCase(),
  PRIVATE_PATHS.replace(/\w/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  `/x/..%2f${PRIVATE_PATHS.slice(1)}`,
];

/** Checks that only the edge may use the routes behind it. */
async function privatePaths(endpoint: URL, say: Say): Promise<void> {
  for (const path of PRIVATE.map((one) => one + UNKNOWN_GROUP)) {
    const answer = await callOperation(new URL(path, endpoint), 'ListUserPools', { MaxResults: 1 });
    if (isNotUnderstood(answer) || isBlocked(answer)) continue;
    throw new Fault(
      `POST ${path} is answered with ${describeAnswer(answer)}: the edge lets viewers through to the routes behind it. Deploy the edge again; if a proxy of yours is in front, let it pass paths on unchanged.`,
    );
  }
  say(`the routes below ${PRIVATE_PATHS} are closed`);
}

/**
 * Tells whether the firewall of CloudFront blocked the request. It looks at a path before the router does. The
 * functions would refuse in JSON.
 */
function isBlocked({ status, headers }: Answer): boolean {
  const type = headers.get('content-type') ?? '';
  return status === 403 && headers.get('server') === 'CloudFront' && type.startsWith('text/html');
}
