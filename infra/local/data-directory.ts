import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * The error for a server that cannot start for a reason that the person who started it can remove. The message is one
 * line.
 */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** The error for a data directory that belongs to another running process. */
export class InUseError extends StartError {
  override readonly name = 'InUseError';
}

/**
 * The identity of a process. `start` tells it from a later process with the same pid. It is '' on a system that does
 * not tell when a process started.
 */
export type ProcessIdentity = { readonly pid: number; readonly start: string };

export type DataDirectory = {
  /** The absolute path of the directory. */
  readonly path: string;
  file(name: string): string;
  /** Gives up the ownership. The directory and its content stay. */
  release(): Promise<void>;
};

/**
 * Creates the directory (mode 0700) if it is missing, and makes this process its only owner until `release` or until
 * the process ends. The lock of a process that has ended is taken over. Processes are identified by pid, so containers
 * that share a directory but not a pid namespace do not notice each other.
 * Throws StartError when another process owns the directory, when it is not a directory, or when it cannot be written.
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

/**
 * Returns when a running process started, as an opaque text. Returns undefined when there is no such process, or only a
 * zombie.
 */
export function processStart(pid: number): string | undefined {
  const text = readSystemFile(`/proc/${pid}/stat`);
  if (text === undefined) return acceptsSignals(pid) ? '' : undefined;
  // The fields are counted after the command name, which may contain spaces and parentheses; see proc_pid_stat(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  // The ticks count from the boot of the machine. Without the id of the boot, the same pair could occur again.
  return `${startTicks} ${readSystemFile('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`;
}

/** Tells whether this very process still runs. If start times are unknown, it tells whether any process has the pid. */
export function isAlive(identity: ProcessIdentity): boolean {
  const start = processStart(identity.pid);
  return start !== undefined && (start === '' || identity.start === '' || start === identity.start);
}

/** Sends SIGKILL to this very process, if it still runs. */
export function killProcess(identity: ProcessIdentity): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch {
    // The process has ended in the meantime.
  }
}

/** Parses the identity in a lock file or pid file. Returns undefined when the text is not one. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, start } = JSON.parse(text) as Partial<ProcessIdentity>;
    // Zero and negative numbers would address process groups.
    if (!Number.isSafeInteger(pid) || pid === undefined || pid < 1 || typeof start !== 'string') return undefined;
    return { pid, start };
  } catch {
    return undefined;
  }
}

/**
 * The files that Ownpool makes. A directory with other files is not closed to other users, because they may need these.
 */
const OWN_FILES =
  /^(?:audit\.log(?:\.\d+)?|credentials|https-ca\.(?:pem|key)(?:\..*)?|lock(?:\..*)?|master\.key(?:\..*)?|ownpool\.db(?:-\w+)?|store\.(?:pid|endpoint)(?:\..*)?)$/;

async function preparePrivateDirectory(absolute: string, path: string): Promise<void> {
  await makeDirectory(absolute);
  const found = await stat(absolute);
  if (!found.isDirectory()) {
    throw new StartError(`Data directory ${path} is a file. Set OWNPOOL_DATA_DIR to a directory.`);
  }
  const { mode } = found;
  if ((mode & 0o1000) !== 0) {
    // If a directory such as /tmp were closed to all other users, the machine would not work any more.
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

/**
 * Creates a directory and its parents. The `recursive` option of mkdir never returns when a file system answers ENOENT
 * for a name in an existing folder, as /proc does.
 */
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

/** Makes this process the owner of the lock, and returns the content of the lock file. */
async function takeLock(lock: string): Promise<string> {
  const id = randomUUID();
  const content = `${JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? '', id })}\n`;
  // The lock is written to another file and then linked to its name, so that nobody ever reads half of it.
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
 * Replaces a stale lock. If it were simply removed and created again, a slow process could remove the lock of a quick
 * one. Therefore a process must first be the only one that creates `lock.after-<hash of the stale lock>`. This claim is
 * removed only together with the stale lock, so a process that holds the claim and still sees the stale lock is its
 * only successor. The claim of a process that ended meanwhile is taken over in the same way.
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
