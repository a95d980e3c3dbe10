import { randomBytes, randomUUID } from 'node:crypto';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { auditTrail } from '#adapters/audit/trail.ts';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { newKeyPair } from '#adapters/local/key-pairs.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { createOutbox } from '#adapters/local/outbox.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { FULL_ACCESS } from '#core/access-keys/lookup.ts';
import { deliver } from '#core/messages/deliver.ts';
import { handler as jobs } from '#functions/jobs/handler.ts';
import { api, pages } from '#infra/local/api.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { createDeps, provideContainer, systemRandom } from '#runtime/container.ts';
import { lambdaLogger } from '#runtime/lambda-logger.ts';
import { signedHeaders } from '#test/sign.ts';

const REGION = 'us-east-1';
const HOST = 'cost.ownpool.test';

/** A call that is ready to be sent, so that the cost of preparing it is not measured. */
export type Call = { readonly requestBytes: number; readonly run: () => Promise<HttpResponse> };

/** The functions in this process, which are called as Lambda calls them: with an event, for a response. */
export type Service = {
  readonly call: (operation: string, input: unknown) => Call;
  /** Sends a call and returns the response. Rejects if its status is not 200. */
  readonly ask: (operation: string, input: unknown) => Promise<Record<string, never>>;
  readonly get: (path: string) => Call;
  readonly jobsRound: () => Call;
  readonly code: (email: string) => string;
  /** Moves the clock forward, so that cached values expire. */
  readonly advance: (milliseconds: number) => void;
  readonly loggedBytes: () => number;
};

/** Opens a service on an empty table. It replaces the service that was opened before in this process. */
export async function openService(table: TableClient): Promise<Service> {
  let ahead = 0;
  let logged = 0;
  const clock = { now: () => Date.now() + ahead };
  const outbox = createOutbox(clock);
  const deps = createDeps({
    table,
    dataKeys: await loadDataKeys(table, keyWrapper(randomBytes(32), 'cost'), KEY_PURPOSES),
    hasher: argon2Hasher(),
    keyPairs: { next: newKeyPair },
    catalogues: catalogueFolder(BUILT_IN),
    messages: { send: (message) => outbox.send(message) },
    logger: lambdaLogger({ stack: 'Ownpool', group: 'cost' }, (line) => {
      logged += Buffer.byteLength(line);
    }),
    audit: ({ keys }) =>
      auditTrail({ keys, addresses: 'whole' }, async (line) => {
        logged += Buffer.byteLength(line) + 1;
      }),
    deferred: (given) => (delivery) => deliver(given, delivery),
    wakeJobs: async () => {},
    deployment: {
      region: REGION,
      accountId: '123456789012',
      publicUrl: `https://${HOST}`,
      hosts: { base: HOST, custom: [], target: HOST },
    },
    clock,
  });
  provideContainer(async () => deps);
  const key = newAccessKey({ random: systemRandom, clock }, FULL_ACCESS);
  await storeAccessKey(deps.records, key);

  const event = (method: string, path: string, headers: HttpEvent['headers'], body: string): HttpEvent => ({
    rawPath: path,
    rawQueryString: '',
    headers,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: randomUUID(), timeEpoch: clock.now(), http: { method, sourceIp: '192.0.2.1' } },
  });

  const call: Service['call'] = (operation, input) => {
    const body = JSON.stringify(input);
    // Operations without a signature ignore it.
    const headers = signedHeaders({ operation, body, host: HOST, now: clock.now(), key, region: REGION });
    return { requestBytes: Buffer.byteLength(body), run: () => api(event('POST', '/', headers, body)) };
  };

  return {
    call,
    async ask(operation, input) {
      const { statusCode, body } = await call(operation, input).run();
      if (statusCode !== 200) throw new Error(`${operation} answered ${statusCode} ${body}`);
      return body === '' ? {} : JSON.parse(body);
    },
    get: (path) => ({ requestBytes: 0, run: () => pages(event('GET', path, { host: HOST }, '')) }),
    jobsRound: () => ({
      requestBytes: 0,
      run: async () => {
        await jobs({}, { getRemainingTimeInMillis: () => 60_000 });
        return { statusCode: 200, headers: {}, body: '' };
      },
    }),
    code: (email) => {
      const code = outbox.messages(email)[0]?.code;
      if (!code) throw new Error(`No code has been sent to ${email}.`);
      return code;
    },
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    loggedBytes: () => logged,
  };
}
