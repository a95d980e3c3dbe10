import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsFor, type StartedFrom } from './programs.ts';

export type RunningServer = {
  readonly endpoint: string;
  readonly port: number;
  readonly process: ChildProcess;
  readonly dataDirectory: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What it has printed so far. */
  readonly output: () => string;
  /** Ends it with a signal; answers its exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** Stops it and removes its data. */
  readonly dispose: () => Promise<void>;
};

const ROOT = new URL('../..', import.meta.url).pathname;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the service, from the source as `npm start` does or built, in a process of its own, and waits until it says that it listens. */
export async function startServerProcess(
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly dataDirectory?: string;
    readonly from?: StartedFrom;
    /** The server speaks TLS, with a certificate that is in its data directory. */
    readonly https?: boolean;
  } = {},
): Promise<RunningServer> {
  const port = await freePort();
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'ownpool-')));
  const flags = options.https ? ['--https'] : [];
  const child = spawn(process.execPath, [...argumentsFor('infra/local/main.ts', options.from ?? 'build'), ...flags], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: dataDirectory,
      OWNPOOL_PORT: String(port),
      OWNPOOL_DATA_DIR: dataDirectory,
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      // The line about the outbox is the last of the greeting.
      if (/^ {2}outbox .*\n/m.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) =>
      reject(Object.assign(new Error(`The server ended with code ${code}: ${output}`), { code, output })),
    );
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  return {
    endpoint: `${options.https ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    process: child,
    dataDirectory,
    credentials: await readCredentials(dataDirectory),
    output: () => output,
    stop,
    dispose: async () => {
      await stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function readCredentials(dataDirectory: string) {
  const profile = await readFile(join(dataDirectory, 'credentials'), 'utf8').catch(() => '');
  const value = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(profile)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}

/** The newest message to an address, as a script reads it from the outbox. */
export async function newestMessage(
  endpoint: string,
  to: string,
): Promise<{ readonly code: string; readonly body: string; readonly subject: string }> {
  const response = await fetch(`${endpoint}/_outbox/messages?to=${encodeURIComponent(to)}`);
  const [message] = (await response.json()) as { code: string; body: string; subject: string }[];
  if (!message) throw new Error(`No message to ${to}.`);
  return message;
}
