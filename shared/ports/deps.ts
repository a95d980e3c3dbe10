import type { Configuration } from '#core/configuration.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Deferred } from './deferred.ts';
import type { Hasher } from './hasher.ts';
import type { KeyPairs } from './key-pairs.ts';
import type { Keyring } from './keys.ts';
import type { Logger } from './logger.ts';
import type { MessageSender } from './messages.ts';
import type { Random } from './random.ts';
import type { Records } from './records.ts';
import type { WakeJobs } from './wake-jobs.ts';

/** The properties of the deployment that are parts of ids, ARNs and URLs. */
export type Deployment = {
  readonly region: string;
  readonly accountId: string;
  /** The base URL of the issuer and of the hosted endpoints, without a slash at the end. */
  readonly publicUrl: string;
};

/** Everything that an operation may use. It is built only in runtime/container.ts. */
export type Deps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: Hasher;
  readonly keys: Keyring;
  readonly keyPairs: KeyPairs;
  readonly records: Records;
  readonly configuration: Configuration;
  readonly accessKeys: AccessKeys;
  readonly messages: MessageSender;
  readonly deferred: Deferred;
  readonly wakeJobs: WakeJobs;
  readonly logger: Logger;
  readonly audit: Audit;
  readonly deployment: Deployment;
};
