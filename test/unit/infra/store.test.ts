import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, type ProcessIdentity, processStart, StartError } from '#infra/local/data-directory.ts';
import { type Store, type StoreOptions, startStore } from '#infra/local/store.ts';
import { storeEndpoint } from '#test/store.ts';

const MODULE = new URL('../../../infra/local/store.ts', import.meta.url).href;
const WITHIN = { timeout: 10_000, interval: 10 };

let folder: string;
let dbPath: string;
const clean: Array<() => unknown> = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ownpool-store-'));
  dbPath = join(folder, 'store.db');
});

afterEach(async () => {
  for (const step of clean.splice(0).reverse()) await step();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: StoreOptions = {}): Promise<Store> {
  const store = await startStore(options);
  clean.push(() => store.stop());
  return store;
}

function clientOf(store: { endpoint: string }): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint: store.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  clean.push(() => client.destroy());
  return client;
}

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
}

async function put(client: DynamoDBClient, pk: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: pk } } }));
}

async function has(client: DynamoDBClient, pk: string): Promise<boolean> {
  const { Item } = await client.send(new GetItemCommand({ TableName: 'things', Key: { pk: { S: pk } } }));
  return Item !== undefined;
}

function identify(pid: number): ProcessIdentity {
  return { pid, start: processStart(pid) ?? 'gone' };
}

async function guardOf(pid: number): Promise<ProcessIdentity> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return identify(Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]));
}

async function childrenOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    (response) => response.ok,
    () => false,
  );
}

/** A stand-in for the store: a shell script, executable. */
async function script(text: string): Promise<string> {
  const path = join(folder, 'stand-in');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A server process of its own that starts the store and then only waits; killed after the test at the latest. */
async function spawnParent(): Promise<{
  child: ChildProcess;
  store: ProcessIdentity;
  guard: ProcessIdentity;
  endpoint: string;
}> {
  const text = `
    import { startStore } from ${JSON.stringify(MODULE)};
    const store = await startStore({ dbPath: ${JSON.stringify(dbPath)} });
    console.log(store.pid, store.endpoint);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  clean.push(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const [pid, endpoint] = String(line).trim().split(' ');
  const store = identify(Number(pid));
  const guard = await guardOf(store.pid);
  clean.push(() => isAlive(store) && process.kill(store.pid, 'SIGKILL'));
  return { child, store, guard, endpoint: endpoint ?? '' };
}

describe('startStore', () => {
  it('answers on a loopback address that is not the usual one', async () => {
    const store = await start();
    const { hostname, port } = new URL(store.endpoint);
    expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
    expect(hostname).not.toBe('127.0.0.1');
    expect(await answers(store.endpoint)).toBe(true);
    expect(await answers(`http://127.0.0.1:${port}`)).toBe(false);
    expect(await readFile(`/proc/${store.pid}/cmdline`, 'utf8')).toContain(`dynoxide\0--host\0${hostname}\0`);
  });

  it('hands no variable of its environment to the store but those it needs', async () => {
    process.env.OWNPOOL_TEST_SECRET = 'secret';
    clean.push(() => delete process.env.OWNPOOL_TEST_SECRET);
    const store = await start();
    const names = (await readFile(`/proc/${store.pid}/environ`, 'utf8')).split('\0').map((pair) => pair.split('=')[0]);
    expect(names).toContain('PATH');
    expect(names).not.toContain('OWNPOOL_TEST_SECRET');
  });

  it('keeps its files from other users', async () => {
    const store = await start({ dbPath });
    await createTable(clientOf(store));
    const files = await readdir(folder);
    expect(files).toContain('store.pid');
    for (const file of files) expect((await stat(join(folder, file))).mode & 0o077, file).toBe(0);
  });

  it('stops the store and its guard, and leaves the data for the next start', async () => {
    const store = await start({ dbPath });
    const client = clientOf(store);
    await createTable(client);
    await put(client, 'kept');
    const processes = [identify(store.pid), await guardOf(store.pid)];
    await store.stop();
    expect(processes.map(isAlive)).toEqual([false, false]);
    expect(await readdir(folder)).toEqual(['store.db']);
    await store.stop();
    const next = await start({ dbPath });
    expect(await has(clientOf(next), 'kept')).toBe(true);
  });

  it('starts the store again on the same address after kill -9, reports it, and has lost nothing', async () => {
    const reports: string[] = [];
    const store = await start({ dbPath, onCrash: (message) => reports.push(message) });
    const client = clientOf(store);
    await createTable(client);
    const { endpoint } = store;
    for (const round of [1, 2, 3]) {
      const before = store.pid;
      await put(client, `acknowledged ${round}`);
      process.kill(before, 'SIGKILL');
      await expect.poll(() => reports.length, WITHIN).toBe(round);
      expect(store.pid).not.toBe(before);
      expect(reports[round - 1]).toBe(
        `The store (pid ${before}) ended with signal SIGKILL; started again as pid ${store.pid}.`,
      );
      expect(store.endpoint).toBe(endpoint);
      expect(await has(client, `acknowledged ${round}`)).toBe(true);
    }
  });

  it('replaces store and guard when the guard is killed, and leaves neither behind', async () => {
    const reports: string[] = [];
    const store = await start({ dbPath, onCrash: (message) => reports.push(message) });
    const [first, guard] = [identify(store.pid), await guardOf(store.pid)];
    process.kill(guard.pid, 'SIGKILL');
    await expect.poll(() => reports, WITHIN).toHaveLength(1);
    expect(reports[0]).toBe(
      `The store (pid ${first.pid}) lost its guard to signal SIGKILL; started again as pid ${store.pid}.`,
    );
    expect(isAlive(first)).toBe(false);
    expect(await answers(store.endpoint)).toBe(true);
  });

  it('has no helper process but the guard', async () => {
    const store = await start();
    const guard = await guardOf(store.pid);
    expect(await childrenOf(guard.pid)).toBe(String(store.pid));
  });

  it('can be stopped while it is being started again', async () => {
    const reports: string[] = [];
    // Answers only the first time; afterwards it stays silent, so that the restart is under way when stop() comes.
    const binary = await script(
      `[ -e ${folder}/once ] && { touch ${folder}/again; exec sleep 60; }; touch ${folder}/once; exec ${realBinary()} "$@"`,
    );
    const store = await start({ binary, onCrash: (message) => reports.push(message) });
    process.kill(store.pid, 'SIGKILL');
    await expect.poll(() => readdir(folder), WITHIN).toContain('again');
    await store.stop();
    expect(reports).toEqual([]);
    expect(await answers(store.endpoint)).toBe(false);
  });

  it('keeps trying, and says so, when the store does not come back', async () => {
    const reports: string[] = [];
    const binary = await script(
      `[ -e ${folder}/broken ] && { echo disk on fire >&2; exit 3; }; exec ${realBinary()} "$@"`,
    );
    const store = await start({ binary, onCrash: (message) => reports.push(message) });
    const first = store.pid;
    await writeFile(join(folder, 'broken'), '');
    process.kill(first, 'SIGKILL');
    await expect.poll(() => reports.length, WITHIN).toBeGreaterThanOrEqual(2);
    expect(reports[0]).toBe(
      `The store (pid ${first}) ended with signal SIGKILL and could not be started again; Ownpool keeps trying: StartError: The store ended with exit code 3: disk on fire`,
    );
    await rm(join(folder, 'broken'));
    await expect.poll(() => reports.at(-1), WITHIN).toContain(`; started again as pid `);
    expect(await answers(store.endpoint)).toBe(true);
  });

  it('kills a store that ignores SIGTERM', async () => {
    const node = `require('http').createServer((_, r) => r.end()).listen(process.argv[4], process.argv[2]); process.on('SIGTERM', () => {})`;
    const store = await start({ binary: await script(`exec ${process.execPath} -e "${node}" -- "$@"`) });
    const running = identify(store.pid);
    await store.stop();
    expect(isAlive(running)).toBe(false);
  });

  it.each([
    ['is missing', async () => join(folder, 'none'), 'There is no store to run at '],
    [
      'ends at once',
      () => script('echo first >&2; echo second; exit 7'),
      'The store ended with exit code 7: first / second',
    ],
  ])('refuses a store that %s', async (_, binary, expected) => {
    const error = await startStore({ binary: await binary() }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toContain(expected);
    expect((error as StartError).message).not.toContain('\n');
  });
});

describe('a store whose server was killed with -9', () => {
  it('ends, and so does its guard; what was acknowledged is there at the next start', async () => {
    const { child, store, guard, endpoint } = await spawnParent();
    const client = clientOf({ endpoint });
    await createTable(client);
    await put(client, 'acknowledged');
    expect([store, guard].map(isAlive)).toEqual([true, true]);
    child.kill('SIGKILL');
    await expect.poll(() => [store, guard].map(isAlive), WITHIN).toEqual([false, false]);
    expect(await has(clientOf(await start({ dbPath })), 'acknowledged')).toBe(true);
  });

  it('is ended by the next start when its guard was killed as well', async () => {
    const { child, store, guard } = await spawnParent();
    process.kill(child.pid ?? 0, 'SIGSTOP');
    process.kill(guard.pid, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(store)).toBe(true);
    await start({ dbPath });
    expect(isAlive(store)).toBe(false);
  });

  it('is left alone when its pid belongs to another process or it serves another file', async () => {
    const other = await start({ dbPath: join(folder, 'other.db') });
    const identity = identify(other.pid);
    const pidFile = join(folder, 'store.pid');
    await writeFile(pidFile, JSON.stringify(identity));
    await start({ dbPath });
    expect(isAlive(identity)).toBe(true);
    await writeFile(pidFile, JSON.stringify({ ...identity, start: 'earlier' }));
    await start({ dbPath: join(folder, 'other.db') });
    expect(isAlive(identity)).toBe(true);
  });
});

describe('the store of the test run', () => {
  it('answers', async () => {
    expect((await fetch(storeEndpoint())).status).toBeLessThan(500);
  });
});

function realBinary(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
}
