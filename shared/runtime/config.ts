import { ADDRESS_FORMS, type AddressForm } from '#adapters/audit/address.ts';
import type { FactorRules, Hosts } from '#ports/deps.ts';
import { readFactorRules } from './factor-rules.ts';
import { readHosts } from './hosts.ts';
import { baseUrl, ConfigError, integer, oneOf, openSettings, secret, text, url } from './settings.ts';

/** The configuration of a local server, from the environment. */
export type Config = {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly region: string;
  readonly accountId: string;
  readonly publicUrl: string;
  /** The server speaks TLS itself. */
  readonly https: boolean;
  /** The host names that domains of pools can have. */
  readonly hosts: Hosts;
  /** An access key that is accepted in addition to those of the table. */
  readonly accessKey?: { readonly id: string; readonly secret: string };
  readonly outbox: boolean;
  readonly storeBinary?: string;
  /** The endpoint of a DynamoDB that is already running. Without it the server starts its own store. */
  readonly dynamoEndpoint?: string;
  readonly smtpUrl?: string;
  /** The path of the configuration file, if it is named. */
  readonly configFile?: string;
  /** The folder of the operator's catalogues of texts, if it is named. */
  readonly catalogues?: string;
  /** The endpoint of a service with the API of Lambda, which has the functions that the configuration file does not name. */
  readonly lambdaEndpoint?: string;
  readonly factorRules: FactorRules;
  readonly audit: {
    /** How much of an address the audit trail keeps. */
    readonly addresses: AddressForm;
    /** The size at which its file is renamed. */
    readonly maxBytes: number;
    /** How many renamed files are kept. */
    readonly files: number;
  };
  readonly metrics: PageAccess;
  readonly health: PageAccess;
};

/** Whether a page of the operator is served: not at all, to this machine, or to whoever reaches the port. */
export type PageAccess = 'off' | 'local' | 'open';

/** The names and addresses of this machine itself, as hosts and URLs write them. */
export const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/;

/** The names of AWS regions. */
export const REGION = text('a region such as eu-west-1', /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/);

/** The numbers of AWS accounts. */
export const ACCOUNT_ID = text('twelve digits', /^\d{12}$/);

const ACCESS = oneOf<PageAccess>('off', 'local', 'open');
const MEGABYTE = 1024 * 1024;
const HOST = text('an address or host name to listen on', /^[A-Za-z0-9.:[\]-]+$/);
const KEY_ID = secret(text('16 to 128 letters, digits or underscores', /^\w{16,128}$/));
const KEY_SECRET = secret(text('16 characters or more', /^.{16,}$/));

/**
 * Parses the environment of a local server, which speaks TLS if `https` is set. Variables with an empty value count as not set. Throws ConfigError, whose
 * message names every variable that is wrong.
 */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { https = false }: { readonly https?: boolean } = {},
): Config {
  const settings = openSettings(environment);
  const { optional, problems } = settings;
  const host = optional('OWNPOOL_HOST', HOST) ?? '127.0.0.1';
  const port = optional('OWNPOOL_PORT', integer(1, 65_535, 'a port number')) ?? 9229;
  const publicUrl = optional('OWNPOOL_PUBLIC_URL', baseUrl) ?? `${https ? 'https' : 'http'}://localhost:${port}`;
  if (https && publicUrl.startsWith('http:')) {
    problems.push(
      `OWNPOOL_PUBLIC_URL is ${publicUrl}, and with --https the server speaks https: make it an https URL.`,
    );
  }
  const smtpUrl = optional('SMTP_URL', secret(url('smtp', 'smtps')));
  const outbox = optional('OWNPOOL_OUTBOX', oneOf('on', 'off'));
  // Whoever gives the service a public name may put a proxy in front that does not tell who asks.
  const isPrivate = LOOPBACK.test(host) && LOOPBACK.test(new URL(publicUrl).hostname);
  const config: Config = {
    host,
    port,
    dataDirectory: optional('OWNPOOL_DATA_DIR', text()) ?? '.ownpool',
    region: optional('OWNPOOL_REGION', REGION) ?? 'us-east-1',
    accountId: optional('OWNPOOL_ACCOUNT_ID', ACCOUNT_ID) ?? '000000000000',
    publicUrl,
    https,
    hosts: readHosts(settings, ownHosts(publicUrl)),
    accessKey: accessKey(settings),
    outbox: outbox ? outbox === 'on' : !smtpUrl && isPrivate,
    storeBinary: optional('OWNPOOL_STORE', text()),
    dynamoEndpoint: optional('AWS_ENDPOINT_URL_DYNAMODB', secret(url('http', 'https'))),
    smtpUrl,
    configFile: optional('OWNPOOL_CONFIG', text()),
    catalogues: optional('OWNPOOL_CATALOGUES', text()),
    lambdaEndpoint: optional('AWS_ENDPOINT_URL_LAMBDA', secret(url('http', 'https'))),
    factorRules: readFactorRules(settings),
    audit: {
      addresses: optional('OWNPOOL_AUDIT_ADDRESSES', oneOf(...ADDRESS_FORMS)) ?? 'whole',
      maxBytes: (optional('OWNPOOL_AUDIT_MEGABYTES', integer(1, 10_000, 'megabytes')) ?? 64) * MEGABYTE,
      files: optional('OWNPOOL_AUDIT_FILES', integer(1, 1000, 'a number of files')) ?? 15,
    },
    metrics: optional('OWNPOOL_METRICS', ACCESS) ?? (isPrivate ? 'local' : 'off'),
    health: optional('OWNPOOL_HEALTH', ACCESS) ?? (isPrivate ? 'local' : 'off'),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Browsers lead every name below localhost to this machine (RFC 6761, section 6.3). */
function ownHosts(publicUrl: string): Omit<Hosts, 'custom'> {
  const { hostname: target } = new URL(publicUrl);
  return target === 'localhost' ? { base: target, target } : { target };
}

function accessKey({ optional, problems }: ReturnType<typeof openSettings>): Config['accessKey'] {
  const before = problems.length;
  const id = optional('OWNPOOL_ACCESS_KEY_ID', KEY_ID);
  const key = optional('OWNPOOL_SECRET_ACCESS_KEY', KEY_SECRET);
  if (id && key) return { id, secret: key };
  if ((id || key) && problems.length === before) {
    problems.push('OWNPOOL_ACCESS_KEY_ID and OWNPOOL_SECRET_ACCESS_KEY must be set together.');
  }
  return undefined;
}
