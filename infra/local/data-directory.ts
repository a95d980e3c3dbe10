import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The server cannot start for a reason that the person who started it can remove; the message is one line. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** Another process that lives owns the data directory. */
export class InUseError extends StartError {
  override readonly name = 'InUseError';
}

/** A process, told from a later one with the same pid by when it started ('' where the system does not say). */
export type ProcessIdentity = { readonly pid: number; readonly start: string };

export type DataDirectory = {
  /** Absolute. */
  readonly path: string;
  file(name: string): string;
  /** Gives up the ownership; the directory and what is in it stay. */
  release(): Promise<void>;
};

/**
 * Creates the directory (mode 0700) where needed and makes this process its only owner until `release`, or until
 * the process ends: the lock of an ended process is taken over. Processes are told apart by pid, so containers that
 * share a directory without sharing a pid namespace do not see each other.
 * @throws StartError when another process owns it, when it is not a directory, or when it cannot be written.
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  try {
    await preparePrivateDirectory(absolute, path);
    const lock = join(absolute, 'lock');
    const content = await takeLock(lock);
    return {
      path: absolute,
      file: (name) => join(absolute, name),
      release: async () => {
        if ((await readIfPresent(lock)) === content) await rm(lock, { force: true });
      },
    };
  } catch (error) {
    throw explain(error, path);
  }
}

/** When a living process started, as an opaque text; undefined when there is no such process (or only its remains). */
export function processStart(pid: number): string | undefined {
  const text = readSystemFile(`/proc/${pid}/stat`);
  if (text === undefined) return acceptsSignals(pid) ? '' : undefined;
  // Counted from behind the command name, which may itself hold spaces and parentheses: see proc_pid_stat(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  // The ticks count from boot: without the boot's id a restarted machine could show the same pair again.
  return `${startTicks} ${readSystemFile('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`;
}

/** Whether that very process still runs; where start times are unknown, whether any process has its pid. */
export function isAlive(identity: ProcessIdentity): boolean {
  const start = processStart(identity.pid);
  return start !== undefined && (start === '' || identity.start === '' || start === identity.start);
}

/** Sends SIGKILL to that very process, if it still runs. */
export function killProcess(identity: ProcessIdentity): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

/** The identity written in a lock or pid file; undefined when the text is not one. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, start } = JSON.parse(text) as Partial<ProcessIdentity>;
    // 0 and negative numbers would address process groups.
    if (!Number.isSafeInteger(pid) || pid === undefined || pid < 1 || typeof start !== 'string') return undefined;
    return { pid, start };
  } catch {
    return undefined;
  }
}

/** What Ownpool puts there; a directory with anything else is not closed to others, as they may need it. */
const OWN_FILES =
  /^(?:audit\.log(?:\.\d+)?|credentials|lock(?:\..*)?|master\.key(?:\..*)?|ownpool\.db(?:-\w+)?|store\.(?:pid|endpoint)(?:\..*)?)$/;

async function preparePrivateDirectory(absolute: string, path: string): Promise<void> {
  await makeDirectory(absolute);
  const found = await stat(absolute);
  if (!found.isDirectory()) {
    throw new StartError(`Data directory ${path} is a file. Set OWNPOOL_DATA_DIR to a directory.`);
  }
  const { mode } = found;
  if ((mode & 0o1000) !== 0) {
    // Closing a directory such as /tmp to everybody else would break the machine.
    throw new StartError(`Data directory ${path} is shared by all users. Set OWNPOOL_DATA_DIR to one of its own.`);
  }
  if ((mode & 0o077) === 0) return;
  const foreign = (await readdir(absolute)).find((name) => !OWN_FILES.test(name));
  if (foreign !== undefined) {
    throw new StartError(
      `Data directory ${path} is open to others and holds ${foreign}. Set OWNPOOL_DATA_DIR to a directory of its own.`,
    );
  }
  await chmod(absolute, 0o700);
}

/** mkdir's own `recursive` never returns where a file system answers ENOENT for a name in an existing folder (/proc). */
async function makeDirectory(path: string): Promise<void> {
  if (await makeOne(path)) return;
  await makeDirectory(dirname(path));
  if (!(await makeOne(path))) throw Object.assign(new Error(`Cannot create ${path}`), { code: 'ENOENT' });
}

async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return true;
}

/** Makes this process the owner of the lock and returns what the lock file then holds. */
async function takeLock(lock: string): Promise<string> {
  const id = randomUUID();
  const content = `${JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? '', id })}\n`;
  // Written aside and linked into place, so that nobody ever reads a lock that is only half written.
  const mine = `${lock}.${id}`;
  try {
    await writeFile(mine, content, { flag: 'wx', mode: 0o600 });
    await acquire(lock, mine);
    return content;
  } finally {
    await rm(mine, { force: true }).catch(() => undefined);
  }
}

async function acquire(lock: string, mine: string): Promise<void> {
  for (;;) {
    if (await linkExclusively(mine, lock)) return;
    const found = await readIfPresent(lock);
    if (found === undefined) continue;
    const owner = parseIdentity(found);
    if (owner !== undefined && isAlive(owner)) throw new LockedError(owner.pid);
    if (await succeed(lock, found, mine)) return;
  }
}

/**
 * Replaces a stale lock. Removing it and creating one's own would let a slow starter remove the lock of a quick one,
 * so a starter first has to be the only one to create `lock.after-<hash of the stale lock>`. That name goes away only
 * together with the stale lock, hence whoever holds it and still sees the stale lock is its one successor. The claim of
 * a starter that died meanwhile is succeeded in the same way.
 */
async function succeed(lock: string, stale: string, mine: string): Promise<boolean> {
  const claim = `${lock}.after-${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  await acquire(claim, mine);
  if ((await readIfPresent(lock)) !== stale) {
    await rm(claim, { force: true });
    return false;
  }
  await rename(claim, lock);
  return true;
}

class LockedError extends Error {
  constructor(readonly pid: number) {
    super(`Locked by process ${pid}`);
  }
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof StartError) return error;
  if (error instanceof LockedError) {
    return new InUseError(
      `Data directory ${path} is in use by process ${error.pid}. Stop it, or set OWNPOOL_DATA_DIR to another directory.`,
    );
  }
  const code = codeOf(error);
  if (code === undefined) return error;
  return new StartError(
    `Data directory ${path} cannot be written (${code}). Make it writable for this user, or set OWNPOOL_DATA_DIR to another directory.`,
  );
}

async function linkExclusively(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readSystemFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function acceptsSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
