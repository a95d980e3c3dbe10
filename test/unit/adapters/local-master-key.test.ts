import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyWrapper, MasterKeyError, masterKeyFile } from '#adapters/local/master-key.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'master-key-'));
  path = join(folder, 'master.key');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const dataKey = Buffer.alloc(32, 5);

describe('the master key file', () => {
  it('is made on the first start, for its owner only, and nothing else stays behind', async () => {
    await masterKeyFile(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')).toHaveLength(32);
    expect(await readdir(folder)).toStrictEqual(['master.key']);
  });

  it('is used again on the next start and made private again', async () => {
    const wrapped = await (await masterKeyFile(path)).wrap('signing', dataKey);
    await chmod(path, 0o644);
    const text = await readFile(path, 'utf8');
    expect(await (await masterKeyFile(path)).unwrap('signing', wrapped)).toStrictEqual(dataKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('is one for all that start at once', async () => {
    const wrappers = await Promise.all(Array.from({ length: 20 }, () => masterKeyFile(path)));
    const wrapped = await Promise.all(wrappers.map((wrapper) => wrapper.wrap('admin', dataKey)));
    for (const one of wrapped) expect(await wrappers[0]!.unwrap('admin', one)).toStrictEqual(dataKey);
    expect(await readdir(folder)).toStrictEqual(['master.key']);
  });

  const good = Buffer.alloc(32, 1).toString('base64');

  it.each([
    ['empty', ''],
    ['cut off', good.slice(0, 20)],
    ['too long', Buffer.alloc(33, 1).toString('base64')],
    ['of other characters', `!${good}`],
    ['in another spelling', good.replace('=', '')],
  ])('is refused and left alone when it is %s', async (_, text) => {
    await writeFile(path, text);
    await expect(masterKeyFile(path)).rejects.toThrow(MasterKeyError);
    await expect(masterKeyFile(path)).rejects.toThrow(/^[^\n]*master\.key is not a master key[^\n]*$/);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('can not be made in a folder that is missing', async () => {
    await expect(masterKeyFile(join(folder, 'missing', 'key'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a wrapped key', () => {
  const wrapper = keyWrapper(Buffer.alloc(32, 1), 'the file');

  it('comes back for its purpose only, and never looks the same twice', async () => {
    const wrapped = await wrapper.wrap('signing', dataKey);
    expect(await wrapper.unwrap('signing', wrapped)).toStrictEqual(dataKey);
    expect(wrapped.includes(dataKey)).toBe(false);
    expect(await wrapper.wrap('signing', dataKey)).not.toStrictEqual(wrapped);
    await expect(wrapper.unwrap('admin', wrapped)).rejects.toThrow(MasterKeyError);
  });

  it('is refused under another master key, in one line that says what to do', async () => {
    const wrapped = await wrapper.wrap('signing', dataKey);
    const other = keyWrapper(Buffer.alloc(32, 2), 'the file');
    await expect(other.unwrap('signing', wrapped)).rejects.toThrow(
      'the file is not the master key of this data. Put back the file that belongs to it.',
    );
  });

  it('is refused once any byte was changed or cut off', async () => {
    const wrapped = await wrapper.wrap('signing', dataKey);
    for (let index = 0; index < wrapped.length; index++) {
      const flipped = Buffer.from(wrapped);
      flipped[index]! ^= 1;
      await expect(wrapper.unwrap('signing', flipped)).rejects.toThrow(MasterKeyError);
      await expect(wrapper.unwrap('signing', wrapped.subarray(0, index))).rejects.toThrow(MasterKeyError);
    }
  });
});
