import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { auditTrail } from '#adapters/audit/trail.ts';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { type AuditLog, openAuditLog } from '#adapters/local/audit-log.ts';
import { createBackground } from '#adapters/local/background.ts';
import { prefetchedKeyPairs } from '#adapters/local/key-pairs.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import { createMetrics } from '#adapters/local/metrics.ts';
import { localNotificationLog } from '#adapters/local/notification-log.ts';
import { createOutbox, type Outbox } from '#adapters/local/outbox.ts';
import { localSenderCodes, SENDER_KEY_FILE } from '#adapters/local/sender-codes.ts';
import { createMailer } from '#adapters/smtp/mailer.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { FULL_ACCESS } from '#core/access-keys/lookup.ts';
import { deliver } from '#core/messages/deliver.ts';
import type { OwnTexts } from '#ports/catalogues.ts';
import type { Deps } from '#ports/deps.ts';
import type { Functions } from '#ports/functions.ts';
import { KEY_PURPOSES, type KeyWrapper } from '#ports/keys.ts';
import type { Logger } from '#ports/logger.ts';
import type { MessageSender } from '#ports/messages.ts';
import type { WakeJobs } from '#ports/wake-jobs.ts';
import { readCatalogues } from '#runtime/catalogues.ts';
import { type Config, type PageAccess, parseConfig } from '#runtime/config.ts';
import { readConfigFile } from '#runtime/config-file.ts';
import { createDeps, provideContainer, systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { StartError } from './data-directory.ts';
import { startExpiry } from './expiry.ts';
import { openFunctions } from './functions.ts';
import { healthCheck } from './health.ts';
import { type JobLoop, startJobLoop } from './jobs.ts';
import { startServer } from './server.ts';
import { metricsPage, type Status } from './status.ts';
import { type OpenTable, ownTable } from './table.ts';
import type { LocalTls } from './tls.ts';

export type Running = { readonly port: number; readonly stop: () => Promise<void> };

/**
 * Starts the whole service on this machine: the store, the keys, the first access key and the HTTP server. Rejects with
 * an error whose message says what to do; everything that was started is then stopped again. docs/configuration.md
 * describes the environment. With the option `https`, the server speaks TLS with a certificate of its own making.
 */
export async function start(
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
  options: { readonly https?: boolean } = {},
): Promise<Running> {
  const config = parseConfig(environment, options);
  const file = readConfigFile(config.configFile);
  const ownTexts = readCatalogues(config.catalogues);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const open = await ownTable(config, print);
    stops.push(open.close);
    const metrics = createMetrics();
    const logger = metrics.counting(consoleLogger('warn'));
    const audit = await openTrail(config, open.file('audit.log'), logger);
    stops.push(audit.close);
    const wrapper = await masterKeyFile(open.file('master.key'));
    const background = createBackground();
    const functions = openFunctions(config, file, logger, background.run);
    stops.push(functions.stop);
    const outbox = config.outbox ? createOutbox(systemClock) : undefined;
    let jobs: JobLoop | undefined;
    const wakeJobs = async () => jobs?.wake();
    const deps = await openDeps(config, open.table, {
      wrapper,
      senderKeyFile: open.file(SENDER_KEY_FILE),
      ownTexts,
      messages: messageSender(config, outbox, stops),
      background: background.run,
      functions,
      wakeJobs,
      audit,
      logger,
    });
    stops.push(background.drained);
    provideContainer(async () => deps);
    const credentials = await firstAccessKey(config, open, deps);
    jobs = startJobLoop(deps, deps.logger);
    stops.push(jobs.stop);
    // An external DynamoDB deletes expired items itself.
    if (!config.dynamoEndpoint) stops.push(startExpiry(open.table, systemClock, logger).stop);
    const status: Status = {
      metrics: shown(config.metrics, { text: metricsPage(deps, metrics, audit.lost) }),
      health: shown(config.health, { check: healthCheck(open.table, wrapper) }),
    };
    const tls = config.https ? await ownTls(open) : undefined;
    const server = await listen(config, { outbox, status, tls });
    stops.push(server.close);
    welcome(config, { credentials, outbox, tls }).forEach(print);
    return { port: server.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Opened = {
  readonly wrapper: KeyWrapper;
  readonly senderKeyFile: string;
  readonly ownTexts: OwnTexts;
  readonly messages: MessageSender;
  readonly background: (work: () => Promise<void>) => void;
  readonly functions: Functions;
  readonly wakeJobs: WakeJobs;
  readonly audit: AuditLog;
  readonly logger: Logger;
};

async function openDeps(
  config: Config,
  table: TableClient,
  { wrapper, senderKeyFile, ownTexts, messages, background, functions, wakeJobs, audit, logger }: Opened,
): Promise<Deps> {
  return createDeps({
    table,
    dataKeys: await loadDataKeys(table, wrapper, KEY_PURPOSES),
    hasher: argon2Hasher(),
    keyPairs: prefetchedKeyPairs(),
    catalogues: catalogueFolder(BUILT_IN, ownTexts),
    messages,
    notificationLog: localNotificationLog(),
    deferred: (given) => async (delivery) => background(() => deliver(given, delivery)),
    functions,
    senderCodes: ({ keys }) => localSenderCodes(keys, senderKeyFile),
    wakeJobs,
    logger,
    audit: ({ keys }) => auditTrail({ keys, addresses: config.audit.addresses }, audit.write),
    deployment: {
      region: config.region,
      accountId: config.accountId,
      publicUrl: config.publicUrl,
      hosts: config.hosts,
    },
    accessKey: config.accessKey,
    factorRules: config.factorRules,
  });
}

/** Opens the audit trail. The service does not start without it, because nobody would know later who did what. */
async function openTrail({ audit }: Config, path: string, logger: Logger): Promise<AuditLog> {
  try {
    const report = (event: string, error: string) => logger.error(event, { error });
    return await openAuditLog({ path, maxBytes: audit.maxBytes, files: audit.files, report });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The audit trail ${path} cannot be written (${code}). Make it a file that this user may write.`,
    );
  }
}

function shown<P>(access: PageAccess, page: P): (P & { readonly access: PageAccess }) | undefined {
  return access === 'off' ? undefined : { access, ...page };
}

/**
 * Returns the sender of messages. E-mail goes to the SMTP server if there is one, and the outbox gets every message if
 * it is on.
 */
function messageSender(config: Config, outbox: Outbox | undefined, stops: (() => Promise<void>)[]): MessageSender {
  const mailer = config.smtpUrl ? createMailer(config.smtpUrl) : undefined;
  if (mailer) stops.push(async () => mailer.close());
  return {
    async send(message) {
      const deliverable = mailer && (message.medium === 'EMAIL' || !outbox);
      if (deliverable) await mailer.send(message);
      if (outbox) await outbox.send(message);
      if (!mailer && !outbox) throw new Error('There is neither SMTP_URL nor an outbox to send messages to.');
    },
  };
}

/**
 * Writes the first access key to a file in the format of AWS profiles, and returns the path of the file. A key in the
 * environment makes this file unnecessary.
 */
async function firstAccessKey(config: Config, { file }: OpenTable, deps: Deps): Promise<string | undefined> {
  if (config.accessKey) return undefined;
  const path = file('credentials');
  const { values } = await deps.records.list('accessKeys', {}, { limit: 1 });
  if (values.length > 0) return path;
  const key = newAccessKey(deps, FULL_ACCESS, 'first start');
  const profile = `[default]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\nregion = ${config.region}\n`;
  // The file is written first. If the start is interrupted here, the next one makes another key, and no key exists that
  // nobody knows.
  await writeFile(path, profile, { mode: 0o600, flush: true });
  await storeAccessKey(deps.records, key);
  return path;
}

/** Makes the certificates of this machine. What makes them is loaded only here, because it takes time. */
async function ownTls({ file }: OpenTable): Promise<LocalTls> {
  const { openTls } = await import('./tls.ts');
  return openTls(file, systemClock.now());
}

type Served = { readonly outbox?: Outbox; readonly status: Status; readonly tls?: LocalTls };

async function listen(config: Config, served: Served) {
  try {
    return await startServer({ host: config.host, port: config.port, ...served });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${config.port} of ${config.host} is in use. Stop what uses it, or set OWNPOOL_PORT to another port.`,
      );
    }
    throw new StartError(
      `Can't listen on port ${config.port} of ${config.host} (${code}). Set OWNPOOL_HOST and OWNPOOL_PORT to what this machine has.`,
    );
  }
}

function welcome(
  config: Config,
  { credentials, outbox, tls }: { readonly credentials?: string; readonly outbox?: Outbox; readonly tls?: LocalTls },
): readonly string[] {
  const host = config.host.includes(':') && !config.host.startsWith('[') ? `[${config.host}]` : config.host;
  const path = credentials && shortest(credentials);
  const trust = tls && shortest(tls.trust);
  const endpoint = `${tls ? 'https' : 'http'}://${host}:${config.port}`;
  const variables = `${trust ? `AWS_CA_BUNDLE=${trust} ` : ''}AWS_SHARED_CREDENTIALS_FILE=${path}`;
  return [
    `Ownpool listens on ${endpoint} (region ${config.region})`,
    ...(trust
      ? [
          `  certificate        ${trust} (NODE_EXTRA_CA_CERTS=${trust}; browsers: import it as an authority for websites)`,
        ]
      : []),
    path
      ? `  admin credentials  ${path} (${variables} aws cognito-idp --endpoint-url ${endpoint} list-user-pools --max-results 10)`
      : '  admin credentials  OWNPOOL_ACCESS_KEY_ID of the environment',
    outbox ? `  outbox             ${endpoint}/_outbox` : '  outbox             off',
    // Its user and password, if it names any, are not for the log.
    ...(config.dynamoEndpoint ? [`  store              ${new URL(config.dynamoEndpoint).origin}`] : []),
  ];
}

/** Returns the shortest form of a path for the current directory. */
function shortest(path: string): string {
  const here = relative('', path);
  return here.startsWith('..') ? path : here;
}
