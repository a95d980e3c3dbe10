import { ftruncateSync, writeSync } from 'node:fs';
import { access, chmod, type FileHandle, open, rename } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export type AuditLog = {
  /**
   * Writes a line, which is given without its end. The system has it before this function returns, so that a killed process
   * loses nothing. A line that can't be written yet, because a new file is begun or the disk refuses, is queued. No caller
   * waits for it, and lines are written in the order in which they came.
   */
  readonly write: (line: string) => Promise<void>;
  /** The number of lines that found no room in the queue, or were left in it at the end, because nothing could be written. */
  readonly lost: () => number;
  /** Writes what is queued, has the disk keep it, and closes the file. */
  readonly close: () => Promise<void>;
};

type Options = {
  readonly path: string;
  /** A file that would get longer than this is renamed, and a new one is begun. */
  readonly maxBytes: number;
  /** The number of renamed files that are kept: `path.1`, which is the newest, to `path.N`. */
  readonly files: number;
  /** Gets a code such as ENOSPC when writing begins to fail, and when lines begin to be lost. */
  readonly report: (event: 'audit.not-written' | 'audit.lost', code: string) => void;
};

const MAX_WAITING = 100_000;
const MAX_BATCH = 1_000;
const RETRY_MS = 1_000;

/**
 * Opens the file of the audit trail to append to it, with mode 0600. A line that broke off when a process was killed is
 * ended, so that the next one stands alone. While the disk refuses, lines wait and are tried again every second. Rejects
 * when the file can't be opened.
 */
export async function openAuditLog({ path, maxBytes, files, report }: Options): Promise<AuditLog> {
  const waiting: string[] = [];
  let file: OpenFile | undefined = await openFile(path);
  let writing: Promise<void> | undefined;
  let isFailing = false;
  let isClosing = false;
  let lost = 0;

  /** Writes what waits, and tries again until nothing does. */
  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      try {
        await beginFile();
        writeFitting();
        isFailing = false;
        // After a long failure there may be much to write, and requests go on meanwhile.
        if (waiting.length > 0) await nextTurn();
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
        if (!isFailing) report('audit.not-written', code);
        isFailing = true;
        if (isClosing) lose(waiting.splice(0).length, code);
        else await sleep(RETRY_MS);
      }
    }
    writing = undefined;
  }

  /** Begins a new file if none is open, or if the first line that waits has no room. */
  async function beginFile(): Promise<void> {
    file ??= await openFile(path);
    if (hasRoom(file)) return;
    await closeFile();
    await shift(path, files);
    file = await openFile(path);
  }

  function hasRoom({ size }: OpenFile): boolean {
    return size === 0 || size + Buffer.byteLength(waiting[0]!) <= maxBytes;
  }

  /**
   * Writes the lines that the open file has room for. It does so at once: a line that the page cache takes costs a few
   * microseconds, and a trip through the thread pool costs many times more (bench/README.md).
   */
  function writeFitting(): void {
    if (!file || !hasRoom(file)) return;
    const lines = fitting(waiting, maxBytes - file.size);
    const bytes = Buffer.from(waiting.slice(0, lines).join(''));
    const { fd } = file.handle;
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    } catch (error) {
      takeBack(fd, file.size);
      throw error;
    }
    file.size += bytes.length;
    waiting.splice(0, lines);
  }

  async function closeFile(): Promise<void> {
    const closing = file;
    file = undefined;
    try {
      await closing?.handle.datasync();
    } finally {
      await closing?.handle.close();
    }
  }

  function lose(lines: number, code: string): void {
    if (lost === 0) report('audit.lost', code);
    lost += lines;
  }

  return {
    async write(line) {
      if (waiting.length >= MAX_WAITING) return lose(1, 'queue full');
      waiting.push(`${line}\n`);
      if (writing !== undefined) return;
      try {
        writeFitting();
      } catch {
        // It is tried again at once, and reported if it fails again.
      }
      if (waiting.length > 0) writing = writeAll();
    },
    lost: () => lost,
    async close() {
      isClosing = true;
      await writing;
      await closeFile();
    },
  };
}

type OpenFile = { readonly handle: FileHandle; size: number };

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'a+', 0o600);
  try {
    await chmod(path, 0o600);
    const { size } = await handle.stat();
    if (size === 0) return { handle, size };
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer.toString() === '\n') return { handle, size };
    await handle.appendFile('\n');
    return { handle, size: size + 1 };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Shortens a file to what it was, because a part of what is tried again may have been written. */
function takeBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // The part stays, and what follows is still written.
  }
}

/** Returns how many of the first lines have room together. The first one always has. */
function fitting(lines: readonly string[], room: number): number {
  let bytes = 0;
  const end = lines.slice(0, MAX_BATCH).findIndex((line) => {
    bytes += Buffer.byteLength(line);
    return bytes > room;
  });
  return end < 0 ? Math.min(lines.length, MAX_BATCH) : Math.max(1, end);
}

/** Renames the file to `path.1`, after `path.1` to `path.2` and so on. The last one is overwritten. */
async function shift(path: string, files: number): Promise<void> {
  // Only the files before the first gap move. Otherwise a shift that is tried again would push older files out each time.
  let last = 0;
  while (last < files - 1 && (await exists(`${path}.${last + 1}`))) last++;
  for (let number = last; number >= 0; number--) {
    const from = number === 0 ? path : `${path}.${number}`;
    await rename(from, `${path}.${number + 1}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
