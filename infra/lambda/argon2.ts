import { createRequire } from 'node:module';
import type * as Argon2 from '@node-rs/argon2';

/** Stands in for @node-rs/argon2 in a bundle: its native module lies beside the code (infra/bundle.ts). */
export const { hash, verify } = createRequire(import.meta.url)('./argon2.node') as typeof Argon2;
