import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type AccessKeyPair = { readonly id: string; readonly secret: string };

/** What a server has used since it was started: milliseconds of CPU, and round trips to the store. */
export type Spent = { readonly serverCpuMs: number; readonly storeCpuMs: number; readonly roundTrips: number };

/** A server under load. */
export type Target = {
  readonly name: string;
  readonly port: number;
  readonly key: AccessKeyPair;
  readonly spent: () => Promise<Spent>;
  readonly dataDirectory?: string;
  readonly stop: () => Promise<void>;
};

const MS_PER_TICK = 10;

/**
 * Returns the user and system time of a process with all its threads, in milliseconds.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** Returns the user and system time of this process with all its threads, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function launch(file: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return fork(new URL(file, import.meta.url), { env: environment, execArgv: ['--import', 'tsx'] });
}

/** Resolves to the next message of a child process. Rejects if the child ends first. */
async function answer<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const onExit = () => ended.abort(new Error('A server has ended.'));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: ended.signal });
    return message as T;
  } finally {
    child.off('exit', onExit);
  }
}

/** Asks a server for what it has used. The server's own clock counts microseconds, and that of /proc hundredths of a second. */
async function spentBy(child: ChildProcess, storePid?: number): Promise<Spent> {
  const own = answer<Omit<Spent, 'storeCpuMs'>>(child);
  child.send('spent');
  return { ...(await own), storeCpuMs: storePid ? cpuOf(storePid) : 0 };
}

export async function startFloor(): Promise<Target> {
  const child = launch('floor-server.ts', process.env);
  const { port } = await answer<{ port: number }>(child);
  return {
    name: 'floor',
    port,
    key: { id: 'OWNKFLOORFLOORFLOOR0', secret: 'floor' },
    spent: () => spentBy(child),
    stop: async () => void child.kill(),
  };
}

/** Starts the service on a directory of its own, or on `dataDirectory`, which is kept. */
export async function startService(dataDirectory?: string): Promise<Target> {
  const directory = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'ownpool-bench-')));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const child = launch('service.ts', {
    PATH: process.env.PATH,
    OWNPOOL_PORT: String(await freePort()),
    OWNPOOL_DATA_DIR: directory,
  });
  const { port, storePid, profile } = await answer<{ port: number; storePid: number; profile: string }>(child);
  const value = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(profile)?.[1] ?? '';
  return {
    name: 'ownpool',
    port,
    key: { id: value('aws_access_key_id'), secret: value('aws_secret_access_key') },
    dataDirectory: directory,
    spent: () => spentBy(child, storePid),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.send('stop');
      await ended;
      if (!dataDirectory) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
