import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AddressRange, parsePrivateRange } from '#adapters/http/address.ts';
import { type FunctionTarget, functionNameOf } from '#adapters/local/functions.ts';
import { LOOPBACK } from './config.ts';
import { ConfigError, list, mismatch, openSettings, type SettingType, text, url } from './settings.ts';

/** The configuration in a file, for what does not fit into variables of the environment. */
export type ConfigFile = {
  /** What stands for functions, by the ARN or the name of each. */
  readonly triggers: Readonly<Record<string, FunctionTarget>>;
  /** The private networks that outgoing requests may go to. */
  readonly allowedNetworks: readonly AddressRange[];
};

/** The file that is read from the working directory when none is named. */
const DEFAULT_FILE = 'ownpool.config.json';

const MEMBERS = ['triggers', 'allowedNetworks'];

const FUNCTION: SettingType<string> = {
  expected: 'the ARN or the name of a function',
  read: (given) =>
    typeof given === 'string' && (/^[\w-]{1,64}$/.test(given) || functionNameOf(given)) ? given : undefined,
};
const MODULE = text('a module', /^[^#]+\.[cm]?[jt]s(#[\p{L}_$][\p{L}\p{N}_$]*)?$/u);
const WEB = url('http', 'https');
const TARGET: SettingType<string> = {
  expected: 'a module with its handler, such as "./triggers/pre-sign-up.mjs#handler", or an http or https URL',
  read: (given) => WEB.read(given) ?? (/^\w+:\/\//.test(String(given)) ? undefined : MODULE.read(given)),
};
const NETWORK: SettingType<AddressRange> = {
  expected: 'a private address or network, such as 10.1.0.0/16',
  read: (given) => (typeof given === 'string' ? parsePrivateRange(given) : undefined),
};

/**
 * Reads the configuration file that the environment names, or `ownpool.config.json` if there is one. Paths in it begin at its
 * directory. Throws ConfigError, whose message names everything that is wrong.
 */
export function readConfigFile(named: string | undefined): ConfigFile {
  const path = named ?? DEFAULT_FILE;
  const content = contentOf(path, named !== undefined);
  if (content === undefined) return { triggers: {}, allowedNetworks: [] };
  const { problems, optional } = openSettings(content);
  const unknown = Object.keys(content).filter((name) => !MEMBERS.includes(name));
  problems.push(...unknown.map((name) => `"${name}" is unknown: the members are ${MEMBERS.join(' and ')}.`));
  const networks = optional('allowedNetworks', list(NETWORK, `a list of texts, each ${NETWORK.expected}`));
  const triggers = optional('triggers', OBJECT) ?? {};
  const targets = Object.entries(triggers).map(([name, given]) => {
    problems.push(...[mismatch('A name in triggers', name, FUNCTION)].filter((one) => one !== undefined));
    const problem = mismatch(`triggers of ${name}`, given, TARGET) ?? urlProblem(`triggers of ${name}`, given);
    if (problem) problems.push(problem);
    const target = problem ? undefined : targetOf(String(given), dirname(path));
    if (target?.kind === 'module' && !isFile(target.path)) {
      problems.push(
        `triggers of ${name} names ${target.path}, which is not a file: correct the path, or write the module.`,
      );
    }
    return [name, target] as const;
  });
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${path}: ${problem}`));
  return {
    triggers: Object.fromEntries(targets) as Readonly<Record<string, FunctionTarget>>,
    allowedNetworks: networks ?? [],
  };
}

const OBJECT: SettingType<Readonly<Record<string, unknown>>> = {
  expected: 'an object with the ARN or name of each function, and what stands for it',
  read: (given) => (isObject(given) ? given : undefined),
};

function targetOf(given: string, directory: string): FunctionTarget {
  if (WEB.read(given)) return { kind: 'url', url: given };
  const [path = '', exportName = 'handler'] = given.split('#');
  return { kind: 'module', path: resolve(directory, path), exportName };
}

/** Returns what is wrong with a URL, or undefined if it is right or not a URL at all. Its user or password is not shown. */
function urlProblem(name: string, given: unknown): string | undefined {
  if (!WEB.read(given)) return undefined;
  const { protocol, hostname, username, password } = new URL(String(given));
  if (username || password) return `${name} must be a URL without user and password.`;
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return undefined;
  return `${name} must begin with https://, because ${hostname} is not this machine.`;
}

/** Returns the content of the file, or undefined if there is none and none has to be there. Throws ConfigError. */
function contentOf(path: string, isNamed: boolean): Readonly<Record<string, unknown>> | undefined {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return undefined;
    throw new ConfigError([`${path} cannot be read (${code}): correct ${isNamed ? 'OWNPOOL_CONFIG' : 'its rights'}.`]);
  }
  try {
    const content: unknown = JSON.parse(json);
    if (isObject(content)) return content;
  } catch (error) {
    throw new ConfigError([`${path} is not JSON: ${(error as Error).message}`]);
  }
  throw new ConfigError([`${path} must have an object, such as {"triggers": {}}.`]);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
