import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localSenderCodes } from '#adapters/local/sender-codes.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { decryptSenderCode } from '#infra/local/sender-code.ts';
import { KEY_PURPOSES } from '#ports/keys.ts';

const keysOf = (fill: number) =>
  createKeyring(Object.fromEntries(KEY_PURPOSES.map((purpose) => [purpose, new Map([[1, Buffer.alloc(32, fill)]])])), {
    now: () => 0,
  });
const OPTIONS = { poolId: 'us-east-1_a', kmsKeyArn: 'arn:aws:kms:us-east-1:1:key/any' };
const eventOf = (code: string | null, userPoolId = OPTIONS.poolId) => ({ userPoolId, request: { code } });

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sender-'));
  file = join(directory, 'sender.key');
});
afterEach(() => rm(directory, { recursive: true }));

describe('a code for a function on this machine', () => {
  it('is one that the helper decrypts, with the key in the data directory', async () => {
    const code = await localSenderCodes(keysOf(1), file).encrypt('123456', OPTIONS);
    expect(await decryptSenderCode(eventOf(code), directory)).toBe('123456');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await decryptSenderCode(eventOf(null), directory)).toBeUndefined();
  });

  it('is of one deployment and of one pool', async () => {
    const code = await localSenderCodes(keysOf(1), file).encrypt('123456', OPTIONS);
    await expect(decryptSenderCode(eventOf(code, 'us-east-1_b'), directory)).rejects.toThrow('us-east-1_b');
    await localSenderCodes(keysOf(2), file).encrypt('1', OPTIONS);
    await expect(decryptSenderCode(eventOf(code), directory)).rejects.toThrow();
  });

  it('leaves no key behind before there is one', async () => {
    localSenderCodes(keysOf(1), file);
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('fails when the key can not be written, and succeeds once it can', async () => {
    const missing = join(directory, 'none');
    const codes = localSenderCodes(keysOf(1), join(missing, 'sender.key'));
    await expect(codes.encrypt('1', OPTIONS)).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(missing);
    expect(await decryptSenderCode(eventOf(await codes.encrypt('1', OPTIONS)), missing)).toBe('1');
  });
});
