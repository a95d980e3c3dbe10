import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type AccessKeyPair = { readonly id: string; readonly secret: string };

/** A server under load. */
export type Target = {
  readonly name: string;
  readonly port: number;
  readonly key: AccessKeyPair;
  /** Returns the CPU seconds that its processes have used so far. */
  readonly cpuSeconds: () => { readonly server: number; readonly store: number };
  /** Resolves to the number of round trips to the store so far. */
  readonly roundTrips: () => Promise<number>;
  readonly dataDirectory?: string;
  readonly stop: () => Promise<void>;
};

const TICKS_PER_SECOND = 100;

/**
 * Returns the user and system time of a process with all its threads, in seconds.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
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

export async function startFloor(): Promise<Target> {
  const child = launch('floor-server.ts', process.env);
  const { port } = await answer<{ port: number }>(child);
  return {
    name: 'floor',
    port,
    key: { id: 'OWNKFLOORFLOORFLOOR0', secret: 'floor' },
    cpuSeconds: () => ({ server: cpuOf(child.pid!), store: 0 }),
    roundTrips: async () => 0,
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
    cpuSeconds: () => ({ server: cpuOf(child.pid!), store: cpuOf(storePid) }),
    roundTrips: async () => {
      const count = answer<{ roundTrips: number }>(child);
      child.send('round trips');
      return (await count).roundTrips;
    },
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
