import { randomUUID } from 'node:crypto';
import { beforeAll } from 'vitest';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { auditTrail } from '#adapters/audit/trail.ts';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { newKeyPair } from '#adapters/local/key-pairs.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { createOutbox, type Outbox } from '#adapters/local/outbox.ts';
import { localSenderCodes } from '#adapters/local/sender-codes.ts';
import { CognitoError } from '#core/errors.ts';
import { deliver } from '#core/messages/deliver.ts';
import { api } from '#infra/local/api.ts';
import type { Deps, Hosts } from '#ports/deps.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { KeyPair } from '#ports/key-pairs.ts';
import type { MessageSender } from '#ports/messages.ts';
import type { NotificationLog } from '#ports/notification-log.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { createDeps, provideContainer } from '#runtime/container.ts';
import { countingClient, type RoundTrips } from './counting-client.ts';
import { type TestFunctions, testFunctions } from './functions.ts';
import { signedHeaders } from './sign.ts';
import { newTable } from './store.ts';

export const TEST_KEY = { id: 'OWNKTESTKEYTESTKEY00', secret: 'test-secret-test-secret-test-secret-0000' };
export const TEST_REGION = 'us-east-1';
/** The hosts for domains of pools. */
const TEST_HOSTS: Hosts = {
  base: 'id.example.com',
  custom: ['login.example.org', 'login.example.net'],
  target: 'edge.example.com',
};
const HOST = 'ownpool.test';
const START = Date.parse('2026-03-01T12:00:00Z');

/** A line of the audit trail, as it is read. */
type AuditLine = Readonly<Record<string, unknown>>;

/** What an operation answers; the tests that read it check it. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has the form of its operation, which tests name as a text
export type Answer = any;

export type TestApp = {
  readonly deps: Deps;
  readonly table: TableClient;
  readonly outbox: Outbox;
  /** The functions that triggers call. */
  readonly functions: TestFunctions;
  /** Moves the clock, for which nothing waits. */
  readonly advance: (milliseconds: number) => void;
  readonly roundTrips: RoundTrips;
  /** The lines of the audit trail, oldest first. */
  readonly audit: readonly AuditLine[];
  /** How often the service has asked for somebody to look for jobs. */
  readonly wakes: () => number;
  /** Calls an operation over the wire format, signed when it needs to be. Rejects with CognitoError. */
  readonly call: (operation: string, input?: unknown) => Promise<Answer>;
  readonly send: (event: Partial<HttpEvent> & { headers: HttpEvent['headers'] }) => Promise<HttpResponse>;
  /** Fails the next messages as if delivery were down. */
  readonly failDelivery: (fail: boolean) => void;
};

let keyPairs: Promise<KeyPair[]> | undefined;

type Options = {
  readonly wrapTable?: (table: TableClient) => TableClient;
  readonly hasher?: Hasher;
  readonly notificationLog?: NotificationLog;
  readonly logGroups?: readonly string[];
  readonly hostOwners?: Readonly<Record<string, string>>;
};

/** One service for all tests of a file; with `beforeEach`, a new one for each of them. It is there once a test begins. */
export function testApp(when: typeof beforeAll = beforeAll, options: Options = {}): TestApp {
  const app = {} as TestApp;
  when(async () => void Object.assign(app, await createTestApp(options)));
  return app;
}

/**
 * The service in this process, on the real local store with a table of its own, a fixed clock and an outbox. The service
 * runs on what `wrapTable` makes of the table once it is there; `hasher` stands in for the one that takes its time.
 */
export async function createTestApp(options: Options = {}): Promise<TestApp> {
  let now = START;
  let deliveryDown = false;
  let wakes = 0;
  const audit: AuditLine[] = [];
  const clock = { now: () => now };
  const { table, roundTrips } = countingClient(await newTable());
  const dataKeys = await loadDataKeys(table, keyWrapper(Buffer.alloc(32, 7), 'test key'), [
    'signing',
    'credentials',
    'directory',
    'sessions',
    'admin',
  ]);
  // It takes long to make an RSA key: two pairs serve every pool of a test file.
  keyPairs ??= Promise.all([newKeyPair(), newKeyPair()]);
  let next = 0;
  const outbox = createOutbox(clock);
  const functions = testFunctions();
  const messages: MessageSender = {
    send: async (message) => {
      if (deliveryDown) throw new Error('Delivery is down.');
      await outbox.send(message);
    },
  };
  const deps = createDeps({
    table: options.wrapTable?.(table) ?? table,
    dataKeys,
    hasher: options.hasher ?? argon2Hasher({ memoryCost: 64, timeCost: 1 }),
    keyPairs: { next: async () => (await keyPairs!)[next++ % 2]! },
    catalogues: catalogueFolder(BUILT_IN),
    messages,
    notificationLog: options.notificationLog,
    logger: { info: () => {}, warn: () => {}, error: (event, fields) => console.error(event, fields) },
    audit: ({ keys }) =>
      auditTrail({ keys, addresses: 'whole' }, async (line) => {
        audit.push(JSON.parse(line) as AuditLine);
      }),
    // What an operation puts off is done before it answers, so that tests see it.
    deferred: (given) => (delivery) => deliver(given, delivery).catch(() => {}),
    functions,
    senderCodes: ({ keys }) => localSenderCodes(keys),
    // A test that wants jobs to run runs them itself.
    wakeJobs: async () => {
      wakes++;
    },
    deployment: {
      region: TEST_REGION,
      accountId: '123456789012',
      publicUrl: 'https://id.example.com',
      hosts: { ...TEST_HOSTS, owners: options.hostOwners },
      ...(options.logGroups && { logGroups: options.logGroups }),
    },
    accessKey: TEST_KEY,
    clock,
  });
  provideContainer(async () => deps);
  roundTrips.reset();

  const send: TestApp['send'] = (event) =>
    api({
      rawPath: '/',
      rawQueryString: '',
      isBase64Encoded: false,
      requestContext: { requestId: randomUUID(), timeEpoch: now, http: { method: 'POST', sourceIp: '127.0.0.1' } },
      ...event,
    });

  return {
    deps,
    table,
    outbox,
    functions,
    roundTrips,
    audit,
    wakes: () => wakes,
    send,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    failDelivery: (fail) => {
      deliveryDown = fail;
    },
    async call(operation, input = {}) {
      const body = JSON.stringify(input);
      const headers = signedHeaders({ operation, body, host: HOST, now, key: TEST_KEY, region: TEST_REGION });
      const response = await send({ headers, body });
      const output = response.body === '' ? undefined : JSON.parse(response.body);
      if (response.statusCode === 200) return output;
      throw new CognitoError(output.__type, output.message ?? '');
    },
  };
}
