import { GROUP_BYTES } from '#core/srp/modexp.ts';
import { newSalt } from '#core/srp/srp.ts';
import type { Deps } from '#ports/deps.ts';
import type { Keys } from '#ports/keys.ts';
import type { Change, Ref } from '#ports/records.ts';
import { type Credentials, openCredentials } from './credentials.ts';
import type { User } from './user.ts';

/**
 * What is read and opened in place of a user who is not there, or the time of an answer would tell: a stored record as
 * large as a user's, or as what leads from a name to a user. It is no user: nothing lists it, and no name leads to it.
 */
export type Decoy = {
  readonly poolId: string;
  /** `user` or `name`, and which of the pool's. */
  readonly slot: string;
  /** Sealed credentials that are nobody's; of a `user`. */
  readonly sealedCredentials?: string;
  readonly filler: string;
  readonly version: number;
};

/** A user who was looked for, or what was read in place of nobody. */
export type MaybeUser = { readonly user: User | undefined; readonly decoy?: Decoy | undefined };

/** Each takes a share of the names that lead to nobody, so that a flood of them meets no single hot key. */
const DECOYS = 8;
/** Of an ordinary record without its credentials, in bytes: a few attributes; a name with its place in the table. */
const FILLER_BYTES = { user: 700, name: 130 };
/** As argon2id's PHC string: parameters, salt and output. */
const HASH_CHARACTERS = 97;

type Kind = keyof typeof FILLER_BYTES;

const slotOf = (kind: Kind, index: number): string => `${kind}#${index}`;
const context = (poolId: string, slot: string): string => `decoy-credentials|${poolId}|${slot}`;

/** Every slot of a pool. */
export const DECOY_SLOTS: readonly string[] = Array.from({ length: DECOYS }, (_, index) => [
  slotOf('user', index),
  slotOf('name', index),
]).flat();

/** The steps that give a new pool its decoys. */
export function decoySteps({ keys, random }: Pick<Deps, 'keys' | 'random'>, poolId: string): readonly Change[] {
  const text = (bytes: number) => random.bytes(bytes).toString('hex').slice(0, bytes);
  return DECOY_SLOTS.map((slot) => {
    const kind: Kind = slot.startsWith('user') ? 'user' : 'name';
    const decoy: Decoy = { poolId, slot, filler: text(FILLER_BYTES[kind]), version: 0 };
    if (kind === 'name') return { op: 'create', kind: 'decoy', value: decoy };
    const credentials: Credentials = {
      password: { scheme: 'argon2id', hash: text(HASH_CHARACTERS) },
      srp: { salt: newSalt(random.bytes), verifier: random.bytes(GROUP_BYTES).toString('hex') },
    };
    // Under the purpose that every reader of decoys has; a real user's are sealed for another, at the same cost.
    const sealed = keys.seal('directory', context(poolId, slot), Buffer.from(JSON.stringify(credentials)));
    return { op: 'create', kind: 'decoy', value: { ...decoy, sealedCredentials: sealed.toString('base64') } };
  });
}

/** The decoys that are read for a name, when it leads to nobody: always the same for the same name. */
export function decoyRefs(poolId: string, imaginarySub: string): { readonly [K in Kind]: Ref<'decoy'> } {
  const index = Number.parseInt(imaginarySub.slice(-2), 16) % DECOYS;
  return {
    user: { kind: 'decoy', id: { poolId, slot: slotOf('user', index) } },
    name: { kind: 'decoy', id: { poolId, slot: slotOf('name', index) } },
  };
}

/** The credentials of a user who was looked for; undefined for nobody, after as much work. */
export function foundCredentials(keys: Keys, { user, decoy }: MaybeUser): Credentials | undefined {
  if (user || !decoy?.sealedCredentials) return openCredentials(keys, user);
  const { poolId, slot, sealedCredentials } = decoy;
  const plain = keys.open('directory', context(poolId, slot), Buffer.from(sealedCredentials, 'base64'));
  if (plain) JSON.parse(plain.toString());
  return undefined;
}
