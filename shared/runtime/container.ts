import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { createAccessKeys } from '#core/access-keys/lookup.ts';
import { createConfiguration } from '#core/configuration.ts';
import { createKeyring, type DataKeys } from '#core/keys/keyring.ts';
import { ENGLISH_CODE } from '#core/languages/language.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import { createLimiter } from '#core/limits/limiter.ts';
import type { Delivering } from '#core/messages/deliver.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { boundedFunctions } from '#core/triggers/bounded.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { Audit } from '#ports/audit.ts';
import type { Catalogues } from '#ports/catalogues.ts';
import type { Clock } from '#ports/clock.ts';
import type { Deferred } from '#ports/deferred.ts';
import type { Deployment, Deps, FactorRules } from '#ports/deps.ts';
import type { Functions } from '#ports/functions.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { KeyPairs } from '#ports/key-pairs.ts';
import type { Logger } from '#ports/logger.ts';
import type { MessageSender } from '#ports/messages.ts';
import type { NotificationLog } from '#ports/notification-log.ts';
import type { Random } from '#ports/random.ts';
import type { SenderCodes } from '#ports/sender-codes.ts';
import type { WakeJobs } from '#ports/wake-jobs.ts';

/** The parts that differ between a local server, AWS and a test. */
export type Parts = {
  readonly table: TableClient;
  readonly dataKeys: DataKeys;
  readonly hasher: Hasher;
  readonly keyPairs: KeyPairs;
  /** Without this member, everything is in English. */
  readonly catalogues?: Catalogues;
  readonly messages: MessageSender;
  readonly notificationLog?: NotificationLog;
  readonly deferred: (deps: Pick<Deps, 'keys'> & Delivering) => Deferred;
  /** Without this member no function can be called. */
  readonly functions?: Functions;
  /** Without this member no function can send messages. */
  readonly senderCodes?: (deps: Pick<Deps, 'keys'>) => SenderCodes;
  readonly wakeJobs: WakeJobs;
  readonly logger: Logger;
  readonly audit: (deps: Pick<Deps, 'keys'>) => Audit;
  readonly deployment: Deployment;
  /** Without this member, there are no rules but Cognito's. */
  readonly factorRules?: FactorRules;
  readonly accessKey?: { readonly id: string; readonly secret: string };
  readonly clock?: Clock;
};

const noFunction = () => Promise.reject(new FunctionError('unavailable'));
const NO_FUNCTIONS: Functions = { invoke: noFunction, start: noFunction };
const NO_SENDER_CODES: SenderCodes = {
  encrypt: () => Promise.reject(new DeliveryError('This process cannot encrypt codes for functions.')),
};

const ONLY_ENGLISH: Catalogues = { languages: [ENGLISH_CODE], texts: async () => ENGLISH };

/** How many calls of the functions of one pool a process waits for at the same time. */
const WAITING_PER_POOL = 64;

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** The randomness of node:crypto. */
export const systemRandom: Random = {
  bytes: randomBytes,
  integer: (max) => randomInt(max),
  uuid: () => randomUUID(),
};

/** Makes everything that operations use. This is the only place where the adapters and the domain meet. */
export function createDeps(parts: Parts): Deps {
  const clock = parts.clock ?? systemClock;
  const keys = createKeyring(parts.dataKeys, clock);
  const records = createRecords(parts.table, keys, clock, parts.logger);
  const configuration = createConfiguration(records, clock);
  const { messages, notificationLog, logger } = parts;
  const functions = boundedFunctions(parts.functions ?? NO_FUNCTIONS, WAITING_PER_POOL);
  const senderCodes = parts.senderCodes?.({ keys }) ?? NO_SENDER_CODES;
  return {
    clock,
    keys,
    records,
    random: systemRandom,
    hasher: parts.hasher,
    keyPairs: parts.keyPairs,
    configuration,
    catalogues: parts.catalogues ?? ONLY_ENGLISH,
    limiter: createLimiter(clock, configuration.rates),
    accessKeys: createAccessKeys(records, clock, parts.accessKey),
    messages,
    notificationLog,
    deferred: parts.deferred({ keys, clock, messages, notificationLog, logger, functions, senderCodes }),
    functions,
    senderCodes,
    wakeJobs: parts.wakeJobs,
    logger,
    audit: parts.audit({ keys }),
    deployment: parts.deployment,
    factorRules: parts.factorRules ?? { recoveryCodes: false, resendsCodes: false },
  };
}

let provided: (() => Promise<Deps>) | undefined;

/** Sets the function that opens the container of this process. It must be called once, before the first request. */
export function provideContainer(open: () => Promise<Deps>): void {
  provided = open;
}

/** Returns the container that provideContainer set. Throws when provideContainer was not called before. */
export function container(): Promise<Deps> {
  if (!provided) throw new Error('The container has not been provided.');
  return provided();
}
