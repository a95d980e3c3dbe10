import { createRequire } from 'node:module';
import type * as Argon2 from '@node-rs/argon2';

/**
 * This module replaces @node-rs/argon2 in a bundle, where its native module is in the same directory (infra/bundle.ts).
 */
export const { hash, verify } = createRequire(import.meta.url)('./argon2.node') as typeof Argon2;
