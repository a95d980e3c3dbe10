import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { fail } from '#core/errors.ts';
import type { Hasher, PasswordHash } from '#ports/hasher.ts';

/** The cost of a hash: memory in KiB, passes and lanes. */
export type Argon2Parameters = {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
};

/** The defaults come from the OWASP Password Storage Cheat Sheet. RFC 9106, section 4, explains the parameters. */
const DEFAULTS: Argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const VERSION = 0x13;
const SALT_BYTES = 16;
const OUTPUT_BYTES = 32;

const PHC = /^\$argon2id\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** A hash takes about ten milliseconds of a core, so a caller further back in the queue would wait for seconds. */
const MAX_WAITING = 400;

/**
 * Runs at most `atOnce` hashes at a time, lets `waiting` more wait, and refuses others with TooManyRequestsException.
 * Hashes are the most expensive work that a caller may ask for, so without a bound a flood of them would hold up
 * everything else.
 */
function turnstile(atOnce: number, waiting: number) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) fail('TooManyRequestsException');
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}

function unpaddedBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/**
 * Hashes with argon2id (RFC 9106) on the threads of the native module. Passwords are not normalised (NFC), because SRP
 * clients hash the bytes as typed, and both ways of signing in must agree on what the password is.
 * `verify` rejects when a stored hash is not a PHC string of argon2.
 */
export function argon2Hasher(parameters: Partial<Argon2Parameters> = {}): Hasher {
  const { memoryCost, timeCost, parallelism } = { ...DEFAULTS, ...parameters };

  // The dummy has random output instead of the hash of a password: verifying it costs the same, and no password
  // matches. Each dummy has a salt of its own, as users have, because the salt decides which memory argon2id reads and
  // so, by very little, how long that takes.
  const cost = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
  const dummy = () => {
    const [salt, output] = [SALT_BYTES, OUTPUT_BYTES].map((size) => unpaddedBase64(randomBytes(size)));
    return `$argon2id$v=${VERSION}$${cost}$${salt}$${output}`;
  };

  const inTurn = turnstile(availableParallelism(), MAX_WAITING);

  return {
    async hash(password): Promise<PasswordHash> {
      // Argon2id and version 0x13 are the module's defaults; its enums don't exist at run time.
      const hash = await inTurn(() =>
        argon2Hash(password, { memoryCost, timeCost, parallelism, outputLen: OUTPUT_BYTES }),
      );
      return { scheme: 'argon2id', hash };
    },

    async verify(password, hash) {
      const matches = await inTurn(() => argon2Verify(hash?.hash ?? dummy(), password));
      // The native module reads every lone surrogate as U+FFFD, so passwords that differ in nothing else would be
      // equal.
      return matches && hash !== undefined && password.isWellFormed();
    },

    outdated({ scheme, hash }) {
      const found = scheme === 'argon2id' ? PHC.exec(hash) : null;
      if (!found) return true;
      const [version, memory, time, lanes] = found.slice(1).map(Number);
      return version! < VERSION || memory! < memoryCost || time! < timeCost || lanes! < parallelism;
    },
  };
}
