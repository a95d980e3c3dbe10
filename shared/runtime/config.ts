/** The configuration of a local server, from the environment. Parsed once; every wrong value is named. */
export type Config = {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly region: string;
  readonly accountId: string;
  readonly publicUrl: string;
  /** A key that is accepted beside those of the table. */
  readonly accessKey?: { readonly id: string; readonly secret: string };
  readonly outbox: boolean;
  readonly storeBinary?: string;
  /** A DynamoDB that is already running. */
  readonly dynamoEndpoint?: string;
  readonly smtpUrl?: string;
};

/** Its message has one line per wrong value. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** Hosts that are this machine itself, as addresses and URLs write them. */
export const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/;

/** Throws ConfigError. Variables that are set to nothing count as not set. */
export function parseConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const checked = (name: string, fallback: string, pattern: RegExp, expected: string): string => {
    const value = read(name) ?? fallback;
    if (!pattern.test(value)) problems.push(`${name} must be ${expected}, not "${value}".`);
    return value;
  };

  const port = checked('OWNPOOL_PORT', '9229', /^\d{1,5}$/, 'a port number from 1 to 65535');
  if (/^\d{1,5}$/.test(port) && (Number(port) < 1 || Number(port) > 65_535)) {
    problems.push(`OWNPOOL_PORT must be a port number from 1 to 65535, not "${port}".`);
  }
  const host = checked('OWNPOOL_HOST', '127.0.0.1', /^[A-Za-z0-9.:[\]-]+$/, 'an address or host name to listen on');
  const outbox = checked('OWNPOOL_OUTBOX', 'auto', /^(auto|on|off)$/, 'on or off');
  const publicUrl = read('OWNPOOL_PUBLIC_URL') ?? `http://localhost:${port}`;
  if (read('OWNPOOL_PUBLIC_URL') && !isBaseUrl(publicUrl)) {
    problems.push(`OWNPOOL_PUBLIC_URL must be an http or https URL without path, query or user, not "${publicUrl}".`);
  }
  for (const [name, schemes] of [
    ['SMTP_URL', 'smtp: or smtps:'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'http: or https:'],
  ] as const) {
    const value = read(name);
    // The value may hold a password: it is not repeated.
    if (value && !(URL.canParse(value) && schemes.split(' or ').includes(new URL(value).protocol))) {
      problems.push(`${name} must be a URL that begins with ${schemes}//.`);
    }
  }

  const config: Config = {
    host,
    port: Number(port),
    dataDirectory: read('OWNPOOL_DATA_DIR') ?? '.ownpool',
    region: checked('OWNPOOL_REGION', 'us-east-1', /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'a region such as eu-west-1'),
    accountId: checked('OWNPOOL_ACCOUNT_ID', '000000000000', /^\d{12}$/, 'twelve digits'),
    publicUrl: publicUrl.replace(/\/+$/, ''),
    accessKey: accessKey(read, problems),
    outbox: outbox === 'on' || (outbox === 'auto' && !read('SMTP_URL') && LOOPBACK.test(host) && isLocalUrl(publicUrl)),
    storeBinary: read('OWNPOOL_STORE'),
    dynamoEndpoint: read('AWS_ENDPOINT_URL_DYNAMODB'),
    smtpUrl: read('SMTP_URL'),
  };
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return config;
}

function accessKey(read: (name: string) => string | undefined, problems: string[]): Config['accessKey'] {
  const id = read('OWNPOOL_ACCESS_KEY_ID');
  const secret = read('OWNPOOL_SECRET_ACCESS_KEY');
  if (!id && !secret) return undefined;
  if (!id || !secret) {
    problems.push('OWNPOOL_ACCESS_KEY_ID and OWNPOOL_SECRET_ACCESS_KEY must be set together.');
    return undefined;
  }
  if (!/^\w{16,128}$/.test(id))
    problems.push('OWNPOOL_ACCESS_KEY_ID must be 16 to 128 letters, digits or underscores.');
  if (secret.length < 16) problems.push('OWNPOOL_SECRET_ACCESS_KEY must have at least 16 characters.');
  return { id, secret };
}

/** Whoever gives the service a public name may put a proxy in front that does not tell who asks. */
function isLocalUrl(text: string): boolean {
  return URL.canParse(text) && LOOPBACK.test(new URL(text).hostname);
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && !search && !hash && !username && !password;
}
