import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { constants as fileConstants } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeEnd, harmlessEnvironment, keepEnd } from './child.ts';
import {
  isAlive,
  killProcess,
  type ProcessIdentity,
  parseIdentity,
  processStart,
  StartError,
} from './data-directory.ts';

export type StoreOptions = {
  /** The dynoxide binary. The default is that of the npm package for this platform. */
  readonly binary?: string;
  /** The SQLite file. Without it the store keeps its data in memory, and loses them in a crash. */
  readonly dbPath?: string;
  /** It gets one line each time the store crashed and was started again, or could not be started. */
  readonly onCrash?: (message: string) => void;
};

export type Store = {
  /** The endpoint, which stays the same when the store is started again. */
  readonly endpoint: string;
  /** The pid of the current store process, not that of its guard. */
  readonly pid: number;
  /** Stops the store. Resolves when its process has ended. */
  stop(): Promise<void>;
};

type Address = { readonly host: string; readonly port: number };

type StoreProcess = ProcessIdentity & {
  readonly launchedAt: number;
  /** It resolves when the store ends, to the predicate of a sentence that says how. */
  readonly ended: Promise<string>;
  /** Returns the end of the store's output, on one line. */
  lastWords(): string;
  terminate(): void;
  kill(): void;
};

type Launch = {
  readonly command: readonly string[];
  readonly address: Address;
  readonly pidFile: string | undefined;
  readonly stopping: AbortSignal;
};

type Latest = { running: StoreProcess };

const READY_WITHIN_MS = 10_000;
const TERMINATE_WITHIN_MS = 3_000;
/** A store that ran for this long, in milliseconds, is started again without delay when it crashes. */
const STEADY_AFTER_MS = 10_000;

/**
 * The shell script that starts the store and outlives this process by a moment. Its standard input is a pipe from this
 * process. When the pipe ends, which happens even after kill -9, the shell kills the store. That loses no data, because
 * the store commits and syncs before it answers. Only the shell sends signals to the store, which is its child, so no
 * signal can reach a later process with the same pid. The order "gone" tells the shell that the store has ended by
 * itself.
 */
const GUARD = `
umask 077
"$@" </dev/null >&2 &
store=$!
trap '' HUP INT TERM PIPE
echo "$store"
exec >/dev/null 2>&1
while read -r order; do
  [ "$order" = gone ] && { wait "$store"; exit; }
  kill -s "$order" "$store"
done
kill -s KILL "$store"
wait "$store"
`;

/**
 * Starts the DynamoDB-compatible store on a random loopback address, and keeps it running there until `stop`. The store
 * ends with this process, however that ends. The caller must own the folder of `dbPath` (see openDataDirectory).
 * Throws StartError when there is no binary for this platform, and when the store ends or does not answer for 10
 * seconds.
 */
export async function startStore(options: StoreOptions = {}): Promise<Store> {
  const binary = await findBinary(options.binary);
  const dbPath = options.dbPath === undefined ? undefined : resolve(options.dbPath);
  const pidFile = dbPath === undefined ? undefined : join(dirname(dbPath), 'store.pid');
  if (dbPath !== undefined && pidFile !== undefined) await endLeftover(pidFile, dbPath);
  const address = await freeAddress();
  const command = [binary, '--host', address.host, '--port', String(address.port)];
  if (dbPath !== undefined) command.push('--db-path', dbPath);

  const stopping = new AbortController();
  const launch: Launch = { command, address, pidFile, stopping: stopping.signal };
  const latest: Latest = { running: await bringUp(launch) };
  const supervision = supervise(launch, latest, options.onCrash ?? (() => undefined));
  return {
    endpoint: `http://${address.host}:${address.port}`,
    get pid() {
      return latest.running.pid;
    },
    stop: async () => {
      stopping.abort();
      await end(latest.running);
      await supervision;
      if (pidFile !== undefined) await rm(pidFile, { force: true });
    },
  };
}

async function supervise(launch: Launch, latest: Latest, report: (message: string) => void): Promise<void> {
  for (let failures = 0; ; ) {
    const crashed = latest.running;
    if (launch.stopping.aborted) return end(crashed);
    const how = await crashed.ended;
    if (Date.now() - crashed.launchedAt > STEADY_AFTER_MS) failures = 0;
    while (latest.running === crashed) {
      try {
        await sleep(restartDelay(failures++), undefined, { signal: launch.stopping });
        latest.running = await bringUp(launch);
      } catch (error) {
        if (launch.stopping.aborted) return;
        report(`The store (pid ${crashed.pid}) ${how} and could not be started again; Ownpool keeps trying: ${error}`);
      }
    }
    report(`The store (pid ${crashed.pid}) ${how}; started again as pid ${latest.running.pid}.`);
  }
}

function restartDelay(failures: number): number {
  return failures === 0 ? 0 : Math.min(100 * 2 ** (failures - 1), 5_000);
}

/** Starts the store, and resolves when it answers. If it fails, no process stays behind. */
async function bringUp(launch: Launch): Promise<StoreProcess> {
  const started = await runGuarded(launch.command);
  try {
    const { pid, start } = started;
    if (launch.pidFile !== undefined) {
      await writeFile(launch.pidFile, `${JSON.stringify({ pid, start })}\n`, { mode: 0o600 });
    }
    await untilReady(started, launch);
    return started;
  } catch (error) {
    await end(started);
    throw error;
  }
}

async function runGuarded(command: readonly string[]): Promise<StoreProcess> {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'ownpool-store', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // The guard has a session of its own, so that Ctrl-C reaches only this process, which then stops everything in
    // order.
    detached: true,
    env: harmlessEnvironment(),
  });
  let trouble = '';
  guard.on('error', (error) => {
    trouble = error.message;
  });
  guard.stdin.on('error', () => undefined);
  const lastOrder = (order: string) => guard.stdin.writable && guard.stdin.end(order);
  const lastWords = keepEnd(guard.stderr);
  // The store is the last process that holds this pipe, so the pipe ends when the store ends.
  guard.stderr.once('end', () => lastOrder('gone\n'));
  const ended = new Promise<string>((resolve) => guard.once('close', (...status) => resolve(describeEnd(...status))));
  const pid = await new Promise<number | undefined>((resolve) => {
    guard.stdout.once('data', (line) => resolve(Number.parseInt(line, 10))).once('close', () => resolve(undefined));
  });
  if (pid === undefined) throw new StartError(`The store could not be started: ${trouble || lastWords()}`);
  const identity = { pid, start: processStart(pid) ?? '' };
  killWhenUnguarded(guard, identity);
  return {
    ...identity,
    launchedAt: Date.now(),
    ended,
    lastWords,
    terminate: () => guard.stdin.write('TERM\n'),
    kill: () => lastOrder(''),
  };
}

/**
 * Kills the store when its guard has ended, because nothing else would end it. The pid is still the store's, because
 * the store still holds its pipe.
 */
function killWhenUnguarded(guard: ChildProcess, store: ProcessIdentity): void {
  const check = () => {
    if (guard.signalCode !== null && guard.stderr?.readableEnded === false) killProcess(store);
  };
  guard.once('exit', check);
  check();
}

async function end(running: StoreProcess): Promise<void> {
  running.terminate();
  const timer = setTimeout(running.kill, TERMINATE_WITHIN_MS);
  await running.ended;
  clearTimeout(timer);
}

async function untilReady(started: StoreProcess, { address, stopping }: Launch): Promise<void> {
  let how: string | undefined;
  void started.ended.then((text) => {
    how = text;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  for (let pause = 5; !(await answers(address)); pause = Math.min(pause * 2, 200)) {
    if (how !== undefined) throw new StartError(`The store ${how}: ${started.lastWords()}`);
    if (Date.now() > deadline) {
      throw new StartError(`The store did not answer within ${READY_WITHIN_MS / 1000} s. ${started.lastWords()}`);
    }
    await sleep(pause, undefined, { signal: stopping });
  }
}

function answers({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** Ends the store of a server that was killed together with its guard, so that no two stores open the same file. */
async function endLeftover(pidFile: string, dbPath: string): Promise<void> {
  const leftover = parseIdentity(await readFile(pidFile, 'utf8').catch(() => ''));
  if (leftover === undefined || leftover.start === '') return;
  const commandLine = await readFile(`/proc/${leftover.pid}/cmdline`, 'utf8').catch(() => '');
  if (!commandLine.split('\0').includes(dbPath)) return;
  killProcess(leftover);
  const deadline = Date.now() + TERMINATE_WITHIN_MS;
  while (isAlive(leftover)) {
    if (Date.now() > deadline) throw new StartError(`An earlier store (pid ${leftover.pid}) does not end. Stop it.`);
    await sleep(5);
  }
}

/**
 * Returns a random loopback address. The store asks for no credentials, and lets web pages of any origin read its
 * responses. A page can try all ports of 127.0.0.1, but not those of 16 million addresses.
 */
async function freeAddress(): Promise<Address> {
  const host = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
  const server = createServer();
  try {
    server.listen(0, host);
    await once(server, 'listening');
    return { host, port: (server.address() as AddressInfo).port };
  } catch {
    throw new StartError(
      `This system refuses to listen on ${host}, where the store would. Set AWS_ENDPOINT_URL_DYNAMODB.`,
    );
  } finally {
    server.close();
  }
}

async function findBinary(chosen: string | undefined): Promise<string> {
  try {
    const packaged = () => createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    const path = chosen ?? join(dirname(packaged()), 'dynoxide');
    await access(path, fileConstants.X_OK);
    return resolve(path);
  } catch {
    const where = chosen === undefined ? `packaged for ${process.platform}-${process.arch}` : `to run at ${chosen}`;
    throw new StartError(
      `There is no store ${where}. Set OWNPOOL_STORE=/path/to/dynoxide or AWS_ENDPOINT_URL_DYNAMODB.`,
    );
  }
}
