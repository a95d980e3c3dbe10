import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, openDataDirectory, parseIdentity, processStart, StartError } from '#infra/local/data-directory.ts';

const MODULE = new URL('../../../infra/local/data-directory.ts', import.meta.url).href;
const IMPOSSIBLE_PID = 2 ** 30;

let parent: string;
let path: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ownpool-data-'));
  path = join(parent, 'data');
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

async function refusal(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  const { message } = error as StartError;
  expect(message).not.toContain('\n');
  return message;
}

async function leaveLock(content: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await writeFile(join(path, 'lock'), content);
}

/** A process of its own that opens the directory when told to, and prints "won" or why not. */
function spawnStarter() {
  const script = `
    import { openDataDirectory } from ${JSON.stringify(MODULE)};
    process.stdout.write('ready\\n');
    process.stdin.once('data', () =>
      openDataDirectory(${JSON.stringify(path)}).then(
        () => process.stdout.write('won\\n'),
        (error) => process.stdout.write(error.name + ': ' + error.message + '\\n'),
      ),
    );
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  const waiting: Array<() => void> = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    pid: child.pid ?? 0,
    open: () => child.stdin.write('open\n'),
    async line(number: number): Promise<string> {
      while (output.split('\n').length <= number) await new Promise<void>((wake) => waiting.push(wake));
      return output.split('\n')[number - 1] ?? '';
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    },
  };
}

describe('openDataDirectory', () => {
  it('creates a directory for its owner only and names files in it', async () => {
    const directory = await openDataDirectory(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(directory).toMatchObject({ path });
    expect(directory.file('store.db')).toBe(join(path, 'store.db'));
    expect((await stat(join(path, 'lock'))).mode & 0o777).toBe(0o600);
    expect(parseIdentity(await readFile(join(path, 'lock'), 'utf8'))).toEqual({
      pid: process.pid,
      start: processStart(process.pid),
    });
  });

  it('closes an existing directory to group and others, and keeps its files', async () => {
    await mkdir(path);
    await writeFile(join(path, 'ownpool.db'), 'data');
    await chmod(path, 0o755);
    await openDataDirectory(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await readdir(path)).sort()).toEqual(['lock', 'ownpool.db']);
  });

  it('leaves an open directory alone that holds something else', async () => {
    await mkdir(path);
    await writeFile(join(path, 'theirs.txt'), 'data');
    await chmod(path, 0o755);
    expect(await refusal(openDataDirectory(path))).toBe(
      `Data directory ${path} is open to others and holds theirs.txt. Set OWNPOOL_DATA_DIR to a directory of its own.`,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect(await readdir(path)).toEqual(['theirs.txt']);
  });

  it('refuses a second owner, and allows the next one after release', async () => {
    const first = await openDataDirectory(path);
    expect(await refusal(openDataDirectory(path))).toBe(
      `Data directory ${path} is in use by process ${process.pid}. Stop it, or set OWNPOOL_DATA_DIR to another directory.`,
    );
    await first.release();
    expect(await readdir(path)).toEqual([]);
    const second = await openDataDirectory(path);
    await first.release();
    expect(await readdir(path)).toEqual(['lock']);
    await second.release();
  });

  it.each([
    ['of a process that is gone', JSON.stringify({ pid: IMPOSSIBLE_PID, start: '1 boot' })],
    ['of an earlier process with a pid in use now', JSON.stringify({ pid: process.pid, start: 'earlier' })],
    ['that names a process group', JSON.stringify({ pid: 0, start: '' })],
    ['that is empty', ''],
    ['that is no JSON', 'lock'],
  ])('takes over a lock %s', async (_, content) => {
    await leaveLock(content);
    await openDataDirectory(path);
    expect(parseIdentity(await readFile(join(path, 'lock'), 'utf8'))?.pid).toBe(process.pid);
    expect(await readdir(path)).toEqual(['lock']);
  });

  it('lets exactly one of many take a stale lock over', async () => {
    for (let round = 0; round < 30; round += 1) {
      await leaveLock(JSON.stringify({ pid: IMPOSSIBLE_PID, start: String(round) }));
      const openings = await Promise.allSettled(Array.from({ length: 8 }, () => openDataDirectory(path)));
      const winners = openings.flatMap((opening) => (opening.status === 'fulfilled' ? [opening.value] : []));
      expect(winners).toHaveLength(1);
      expect(await readdir(path)).toEqual(['lock']);
      await winners[0]?.release();
    }
  });

  it('lets exactly one of two processes win, and takes over from it after kill -9', async () => {
    await leaveLock(JSON.stringify({ pid: IMPOSSIBLE_PID, start: '' }));
    const starters = [spawnStarter(), spawnStarter()];
    try {
      await Promise.all(starters.map((starter) => starter.line(1)));
      for (const starter of starters) starter.open();
      const outcomes = await Promise.all(starters.map((starter) => starter.line(2)));
      const winner = starters[outcomes.indexOf('won')];
      expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
      expect(outcomes.find((outcome) => outcome !== 'won')).toBe(
        `InUseError: Data directory ${path} is in use by process ${winner?.pid}. Stop it, or set OWNPOOL_DATA_DIR to another directory.`,
      );
      await winner?.kill();
      await (await openDataDirectory(path)).release();
    } finally {
      await Promise.all(starters.map((starter) => starter.kill()));
    }
  });

  it('succeeds a starter that died while it was taking a stale lock over', async () => {
    await leaveLock('stale');
    const claim = 'lock.after-a03f2386ae06b211';
    await writeFile(join(path, claim), JSON.stringify({ pid: IMPOSSIBLE_PID, start: '' }));
    await openDataDirectory(path);
    expect(await readdir(path)).toEqual(['lock']);
  });

  it('says in one line what to do when the directory cannot be used', async () => {
    const file = join(parent, 'file');
    await writeFile(file, '');
    expect(await refusal(openDataDirectory(file))).toBe(
      `Data directory ${file} is a file. Set OWNPOOL_DATA_DIR to a directory.`,
    );
    expect(await refusal(openDataDirectory(join(file, 'below')))).toContain('cannot be written (ENOTDIR).');
    expect(await refusal(openDataDirectory('/proc/nonexistent'))).toBe(
      'Data directory /proc/nonexistent cannot be written (ENOENT). Make it writable for this user, or set OWNPOOL_DATA_DIR to another directory.',
    );
  });

  it('refuses to close a shared directory such as /tmp', async () => {
    await mkdir(path);
    await chmod(path, 0o1777);
    expect(await refusal(openDataDirectory(path))).toContain('is shared by all users');
    expect((await stat(path)).mode & 0o7777).toBe(0o1777);
  });
});

describe('process identity', () => {
  it('tells a running process from an ended one and from another with its pid', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const identity = { pid, start: processStart(pid) ?? '' };
    expect(isAlive(identity)).toBe(true);
    expect(isAlive({ pid, start: 'earlier' })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
  });

  it('counts the remains of a process that nobody has waited for as ended', async () => {
    const parentOfZombie = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = await once(parentOfZombie.stdout, 'data');
      const pid = Number.parseInt(line, 10);
      await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
      expect(isAlive({ pid, start: '' })).toBe(false);
    } finally {
      parentOfZombie.kill('SIGKILL');
    }
  });

  it.each(['{}', 'null', '{"pid":-1,"start":""}', '{"pid":"1","start":""}', '{"pid":1}'])('refuses %s', (text) => {
    expect(parseIdentity(text)).toBeUndefined();
  });
});
