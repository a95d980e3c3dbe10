import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { createAccessKeys } from '#core/access-keys/lookup.ts';
import { createConfiguration } from '#core/configuration.ts';
import { createKeyring, type DataKeys } from '#core/keys/keyring.ts';
import type { Audit } from '#ports/audit.ts';
import type { Clock } from '#ports/clock.ts';
import type { Deferred } from '#ports/deferred.ts';
import type { Deployment, Deps } from '#ports/deps.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { KeyPairs } from '#ports/key-pairs.ts';
import type { Logger } from '#ports/logger.ts';
import type { MessageSender } from '#ports/messages.ts';
import type { Random } from '#ports/random.ts';
import type { WakeJobs } from '#ports/wake-jobs.ts';

/** The parts that differ between a laptop, AWS and a test. */
export type Parts = {
  readonly table: TableClient;
  readonly dataKeys: DataKeys;
  readonly hasher: Hasher;
  readonly keyPairs: KeyPairs;
  readonly messages: MessageSender;
  readonly deferred: (deps: Pick<Deps, 'keys' | 'messages' | 'logger'>) => Deferred;
  readonly wakeJobs: WakeJobs;
  readonly logger: Logger;
  readonly audit: (deps: Pick<Deps, 'keys'>) => Audit;
  readonly deployment: Deployment;
  readonly accessKey?: { readonly id: string; readonly secret: string };
  readonly clock?: Clock;
};

export const systemClock: Clock = { now: () => Date.now() };

export const systemRandom: Random = {
  bytes: randomBytes,
  integer: (max) => randomInt(max),
  uuid: () => randomUUID(),
};

/** Puts everything together that operations use; the only place where adapters meet the domain. */
export function createDeps(parts: Parts): Deps {
  const clock = parts.clock ?? systemClock;
  const keys = createKeyring(parts.dataKeys, clock);
  const records = createRecords(parts.table, keys, clock, parts.logger);
  return {
    clock,
    keys,
    records,
    random: systemRandom,
    hasher: parts.hasher,
    keyPairs: parts.keyPairs,
    configuration: createConfiguration(records, clock),
    accessKeys: createAccessKeys(records, clock, parts.accessKey),
    messages: parts.messages,
    deferred: parts.deferred({ keys, messages: parts.messages, logger: parts.logger }),
    wakeJobs: parts.wakeJobs,
    logger: parts.logger,
    audit: parts.audit({ keys }),
    deployment: parts.deployment,
  };
}

let provided: (() => Promise<Deps>) | undefined;

/** Sets where this process's handlers get what they run with; done once, before the first request. */
export function provideContainer(open: () => Promise<Deps>): void {
  provided = open;
}

/** Returns what provideContainer provides. Throws when it was not called before. */
export function container(): Promise<Deps> {
  if (!provided) throw new Error('The container has not been provided.');
  return provided();
}
