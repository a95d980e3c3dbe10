import type { Configuration } from '#core/configuration.ts';
import type { Limiter } from '#core/limits/limiter.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Audit } from './audit.ts';
import type { Catalogues } from './catalogues.ts';
import type { Clock } from './clock.ts';
import type { Deferred } from './deferred.ts';
import type { Functions } from './functions.ts';
import type { Hasher } from './hasher.ts';
import type { KeyPairs } from './key-pairs.ts';
import type { Keyring } from './keys.ts';
import type { Logger } from './logger.ts';
import type { MessageSender } from './messages.ts';
import type { NotificationLog } from './notification-log.ts';
import type { Random } from './random.ts';
import type { Records } from './records.ts';
import type { SenderCodes } from './sender-codes.ts';
import type { WakeJobs } from './wake-jobs.ts';

/** The host names that domains of pools can have in a deployment. */
export type Hosts = {
  /** The host below which prefix domains are, such as `auth.example.com`. Without it there are no prefix domains. */
  readonly base?: string;
  /** The hosts that lead to this deployment and can become custom domains. */
  readonly custom: readonly string[];
  /** The ids of the pools by the custom hosts that only they can have. The first pool that asks gets any other host. */
  readonly owners?: Readonly<Record<string, string>> | undefined;
  /** The host that DNS records of custom domains lead to. A function that gives pools no domains is not told. */
  readonly target?: string | undefined;
  /** The certificate of all custom domains. It is absent where TLS ends in front of the service. */
  readonly certificateArn?: string | undefined;
};

/** The properties of the deployment that are parts of ids, ARNs and URLs. */
export type Deployment = {
  readonly region: string;
  readonly accountId: string;
  /** The base URL of the issuer and of the hosted endpoints, without a slash at the end. */
  readonly publicUrl: string;
  readonly hosts: Hosts;
  /**
   * The names of the log groups that notification logs can go to. It is absent where the name of a log group has no effect. A
   * function that does not set log groups is told none.
   */
  readonly logGroups?: readonly string[];
};

/** Rules for factors that Cognito does not have. The operator of a deployment turns them on. */
export type FactorRules = {
  /** Users get recovery codes with a software token. */
  readonly recoveryCodes: boolean;
  /** How long after a sign-in its tokens may remove or replace a factor, in minutes; without it there is no limit. */
  readonly removalMinutes?: number | undefined;
  /** Clients may have the code of a challenge sent again. */
  readonly resendsCodes: boolean;
  /** The days after which a device that has not proved itself is not remembered any more; without it there is no end. */
  readonly rememberedDeviceDays?: number | undefined;
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
  /** The words of pages and messages. */
  readonly catalogues: Catalogues;
  readonly accessKeys: AccessKeys;
  readonly limiter: Limiter;
  readonly messages: MessageSender;
  /** This is absent in functions that send no messages. */
  readonly notificationLog?: NotificationLog;
  readonly deferred: Deferred;
  /** The functions that pools have as triggers. */
  readonly functions: Functions;
  /** Encrypts codes for the functions that send messages. */
  readonly senderCodes: SenderCodes;
  readonly wakeJobs: WakeJobs;
  readonly logger: Logger;
  readonly audit: Audit;
  readonly deployment: Deployment;
  readonly factorRules: FactorRules;
};
