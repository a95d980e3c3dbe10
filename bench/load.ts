import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { signedHeaders } from '#test/sign.ts';
import type { Spent, Target } from './process.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are the API's, and a wrong one ends the run
export type Answer = any;
/** A call of an operation, unless it has a method and a path of its own. */
export type Call = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly method?: string;
  readonly path?: string;
  /** Makes the answer of a response that is no JSON. */
  readonly read?: (response: Response) => Answer;
};
/** A response of a page. */
export type Response = {
  readonly status?: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};
/** What a load took, and what the target spent on each call of it. */
export type Measured = Spent & {
  readonly count: number;
  readonly requestsPerSecond: number;
  readonly medianMs: number;
};

const CONCURRENCY = 8;
const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });

/** Prepares a call, with a signature if `signed`. */
export function prepare(target: Target, operation: string, input: unknown, signed = false): Call {
  const body = JSON.stringify(input);
  const host = `127.0.0.1:${target.port}`;
  const headers = signed
    ? signedHeaders({ operation, body, host, now: Date.now(), key: target.key, region: 'us-east-1' })
    : {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      };
  return { headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

/** Sends one call and returns the response. Rejects if its status is not 200, unless the call reads it itself. */
export async function send(target: Target, call: Call): Promise<Answer> {
  const response = await exchange(agent, target, call);
  if (call.read) return call.read(response);
  const { status, text } = response;
  if (status !== 200) throw new Error(`${call.path ?? call.headers['x-amz-target']}: ${status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

const single = new Agent({ keepAlive: true, maxSockets: 1 });

/** Returns the time of a call over a connection of its own, in milliseconds, whatever the response is. */
export async function timeOf(target: Target, call: Call): Promise<number> {
  const sent = performance.now();
  await exchange(single, target, call);
  return performance.now() - sent;
}

function exchange(over: Agent, target: Target, call: Call): Promise<Response> {
  const { headers, method = 'POST', path = '/' } = call;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { agent: over, host: '127.0.0.1', port: target.port, method, path, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body);
  });
}

/** Sends all calls, eight at a time. Returns the measurements, and the responses in the order of the calls. */
export async function drive(
  target: Target,
  calls: readonly Call[],
): Promise<{ readonly measured: Measured; readonly answers: Answer[] }> {
  const latencies: number[] = [];
  const answers: unknown[] = new Array(calls.length);
  const before = await target.spent();
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (next < calls.length) {
        const index = next++;
        const sent = performance.now();
        answers[index] = await send(target, calls[index]!);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const after = await target.spent();
  const count = calls.length;
  return {
    answers,
    measured: {
      count,
      requestsPerSecond: count / seconds,
      medianMs: median(latencies),
      serverCpuMs: (after.serverCpuMs - before.serverCpuMs) / count,
      storeCpuMs: (after.storeCpuMs - before.storeCpuMs) / count,
      roundTrips: (after.roundTrips - before.roundTrips) / count,
    },
  };
}

/** Returns what the steps of a flow took together, each of them for all calls. */
export function together(steps: readonly Measured[]): Measured {
  const sum = (of: (step: Measured) => number) => steps.reduce((total, step) => total + of(step), 0);
  return {
    count: steps[0]!.count,
    requestsPerSecond: 1 / sum((step) => 1 / step.requestsPerSecond),
    medianMs: sum((step) => step.medianMs),
    serverCpuMs: sum((step) => step.serverCpuMs),
    storeCpuMs: sum((step) => step.storeCpuMs),
    roundTrips: sum((step) => step.roundTrips),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function closeConnections(): void {
  agent.destroy();
  single.destroy();
}
