import { writeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openAuditLog } from '#adapters/local/audit-log.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, writeSync: vi.fn(fs.writeSync) };
});

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ownpool-audit-'));
  path = join(directory, 'audit.log');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function opened(options: { maxBytes?: number; files?: number } = {}) {
  const reports: string[] = [];
  const report = (event: string, code: string) => void reports.push(`${event} ${code}`);
  const log = await openAuditLog({ path, maxBytes: 1_000_000, files: 3, report, ...options });
  return { ...log, reports };
}

/** Lines of ten bytes, with their end. */
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `{"n":${100 + index}}`);
const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(0, -1);
/** All lines that are kept, oldest first. */
async function kept(): Promise<readonly string[]> {
  const files = (await readdir(directory)).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return (await Promise.all(files.map((file) => linesOf(join(directory, file))))).flat();
}

it('keeps every line of a burst in its order, for its owner alone', async () => {
  const log = await opened();
  const lines = numbered(5_000);
  for (const line of lines) await log.write(line);
  await log.close();
  expect(await linesOf(path)).toEqual(lines);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(log.lost()).toBe(0);
});

it('does not let the caller wait for the disk', async () => {
  const log = await opened();
  let turns = 0;
  const timer = setImmediate(() => turns++);
  for (const line of numbered(100)) await log.write(line);
  expect(turns).toBe(0);
  clearImmediate(timer);
  await log.close();
  expect(await linesOf(path)).toHaveLength(100);
});

it('has handed a line to the system before its caller goes on', async () => {
  const log = await opened();
  void log.write('{"n":100}');
  expect(await linesOf(path)).toEqual(numbered(1));
  await log.close();
});

const { writeSync: reallyWrite } = await vi.importActual<typeof import('node:fs')>('node:fs');
/** Writes up to three bytes of what it is given. */
const writeLittle = (fd: number, bytes: Uint8Array, from = 0) =>
  reallyWrite(fd, bytes, from, Math.min(3, bytes.length - from));

it('goes on after a write that took only a part of a line', async () => {
  const log = await opened();
  vi.mocked(writeSync)
    .mockImplementationOnce(writeLittle as never)
    .mockImplementationOnce(writeLittle as never);
  await log.write('{"n":100}');
  expect(await linesOf(path)).toEqual(numbered(1));
  await log.close();
});

it('takes back the part of a line that a full disk took, and writes it whole later', async () => {
  const log = await opened();
  const full = () => {
    throw Object.assign(new Error('No space is left.'), { code: 'ENOSPC' });
  };
  await log.write('{"n":100}');
  for (let times = 0; times < 2; times++) {
    vi.mocked(writeSync)
      .mockImplementationOnce(writeLittle as never)
      .mockImplementationOnce(full);
  }
  await log.write('{"n":101}');
  await log.write('{"n":102}');
  await expect.poll(() => log.reports).toEqual(['audit.not-written ENOSPC']);
  expect(await readFile(path, 'utf8')).toBe('{"n":100}\n');
  await expect.poll(kept, { timeout: 5_000 }).toEqual(numbered(3));
  await log.close();
  expect(log.lost()).toBe(0);
});

it('goes on where it ended, and closes a file to others that was open', async () => {
  await writeFile(path, '{"n":100}\n', { mode: 0o644 });
  await chmod(path, 0o644);
  const log = await opened();
  await log.write('{"n":101}');
  await log.close();
  expect(await linesOf(path)).toEqual(numbered(2));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('ends a line that was broken off', async () => {
  await writeFile(path, '{"n":0}\n{"n":');
  const log = await opened();
  await log.write('{"n":2}');
  await log.close();
  expect(await linesOf(path)).toEqual(['{"n":0}', '{"n":', '{"n":2}']);
});

it('begins a new file before one gets too long, and keeps as many as it should', async () => {
  const log = await opened({ maxBytes: 40, files: 2 });
  const lines = numbered(8);
  for (const line of lines) await log.write(line);
  await log.close();
  expect((await readdir(directory)).sort()).toEqual(['audit.log', 'audit.log.1']);
  expect(await kept()).toEqual(lines);
  const again = await opened({ maxBytes: 40, files: 2 });
  const more = numbered(28).slice(8);
  for (const line of more) await again.write(line);
  await again.close();
  expect((await readdir(directory)).sort()).toEqual(['audit.log', 'audit.log.1', 'audit.log.2']);
  expect(await kept()).toEqual(numbered(28).slice(16));
  for (const file of await readdir(directory)) {
    expect(await stat(join(directory, file))).toMatchObject({ size: 40 });
    expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  }
});

it('leaves older files alone behind a gap, which a renaming that broke off has made', async () => {
  await writeFile(join(directory, 'audit.log.2'), 'older\n');
  const log = await opened({ maxBytes: 20, files: 2 });
  for (const line of numbered(3)) await log.write(line);
  await log.close();
  expect(await readFile(join(directory, 'audit.log.2'), 'utf8')).toBe('older\n');
  expect(await linesOf(join(directory, 'audit.log.1'))).toEqual(numbered(2));
});

it('gives a line that is longer than a file one of its own', async () => {
  const log = await opened({ maxBytes: 10 });
  const long = JSON.stringify('x'.repeat(100));
  for (const line of ['{"n":0}', long, '{"n":1}']) await log.write(line);
  await log.close();
  expect(await kept()).toEqual(['{"n":0}', long, '{"n":1}']);
});

it('holds lines while it can not write, says so once, and loses none when it can again', async () => {
  const log = await opened({ maxBytes: 20, files: 1 });
  // Nothing can be renamed to what is a directory with something in it.
  await mkdir(join(directory, 'audit.log.1', 'full'), { recursive: true });
  const lines = numbered(4);
  for (const line of lines) await log.write(line);
  await expect.poll(() => log.reports).toEqual([expect.stringMatching(/^audit\.not-written E/)]);
  await rm(join(directory, 'audit.log.1'), { recursive: true });
  await expect.poll(kept, { timeout: 5_000 }).toEqual(lines);
  await log.close();
  expect(log.lost()).toBe(0);
  expect(log.reports).toHaveLength(1);
});

it('ends although it can not write, and counts what is lost', async () => {
  const log = await opened({ maxBytes: 20, files: 1 });
  await mkdir(join(directory, 'audit.log.1', 'full'), { recursive: true });
  for (const line of numbered(4)) await log.write(line);
  await log.close();
  expect(log.lost()).toBe(2);
  expect(log.reports).toEqual([expect.stringMatching(/^audit\.not-written /), expect.stringMatching(/^audit\.lost /)]);
});

it('is not opened where it can not be written', async () => {
  await mkdir(path);
  await expect(opened()).rejects.toMatchObject({ code: 'EISDIR' });
  await rmdir(path);
});
