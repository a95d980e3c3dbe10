import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import type { KeyWrapper } from '#ports/keys.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The error for a problem with the master key. Its message says in one line what to do. */
export class MasterKeyError extends Error {}

/**
 * Wraps data keys with the master key in a file of mode 0600, which is created on the first start. Whoever has this
 * file and the table can read everything.
 */
export async function masterKeyFile(path: string): Promise<KeyWrapper> {
  return keyWrapper(await readOrCreate(path), path);
}

async function readOrCreate(path: string): Promise<Buffer> {
  const text = (await read(path)) ?? (await create(path));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim())
    throw new MasterKeyError(
      `${path} is not a master key (32 bytes in base64). Put back the file that belongs to this data directory.`,
    );
  return key;
}

async function read(path: string): Promise<string | undefined> {
  try {
    await chmod(path, 0o600);
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Creates the file whole or not at all, whatever happens meanwhile. If two processes create it, the first one's key
 * counts.
 */
async function create(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const text = `${randomBytes(KEY_BYTES).toString('base64')}\n`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await link(draft, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(path, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Wraps with AES-256-GCM. The purpose is authenticated, so that one wrapped key can't take the place of another.
 * @internal
 */
export function keyWrapper(master: Buffer, path: string): KeyWrapper {
  return {
    async wrap(purpose, key) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', master, iv);
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    async unwrap(purpose, wrapped) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(purpose));
        decipher.setAuthTag(wrapped.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      } catch (error) {
        throw new MasterKeyError(`${path} is not the master key of this data. Put back the file that belongs to it.`, {
          cause: error,
        });
      }
    },
  };
}
