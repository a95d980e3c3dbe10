import type { Call } from '#core/call.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import { GROUP_BYTES } from '#core/srp/modexp.ts';
import { newSalt } from '#core/srp/srp.ts';
import type { Keys } from '#ports/keys.ts';
import type { Change, Ref, Unversioned } from '#ports/records.ts';

/**
 * What is read and opened in place of a user who is not there, or the time of an answer would tell: a stored record as
 * large as those of a user and of a name that leads to it. It is no user: nothing lists it, and no name leads to it.
 */
export type Decoy = {
  readonly poolId: string;
  /** Which of the pool's. */
  readonly slot: number;
  /** Sealed as a user's credentials are, and nobody's. */
  readonly sealedCredentials: string;
  /** Sealed as the record is that leads from a name to its user. */
  readonly sealedName: string;
  readonly filler: string;
  readonly version: number;
};

/** Each takes a share of the names that lead to nobody, so that a flood of them meets no single hot key. */
const DECOYS = 8;
/** Of a user's record without its credentials: names, states, a few attributes. */
const USER_CHARACTERS = 420;
/** Of the record that leads from a name to its user. */
const NAME_CHARACTERS = 120;
/** As argon2id's PHC string: parameters, salt and output. */
const HASH_CHARACTERS = 97;

/** Nobody looks at what is in the parts, so that there is one form for ever. */
const FORMS: Forms<unknown> = { form: 1 };

/** Every decoy of a pool. */
export const DECOY_SLOTS: readonly number[] = Array.from({ length: DECOYS }, (_, slot) => slot);

/** The steps that give a new pool its decoys. */
export function decoySteps({ deps }: Call, poolId: string): readonly Change[] {
  const { keys, random } = deps;
  const text = (length: number) => random.bytes(length).toString('base64').slice(0, length);
  return DECOY_SLOTS.map((slot) => {
    // Under a purpose that all readers of users have. A real user's credentials have one of their own, at the same cost.
    const seal = (part: string, content: unknown) =>
      keys
        .seal('directory', contextOf({ poolId, slot }, part), inForm(FORMS, JSON.stringify(content)))
        .toString('base64');
    // In the form of Credentials (password/credentials.ts), which is above this room.
    const credentials = {
      password: { scheme: 'argon2id', hash: text(HASH_CHARACTERS) },
      srp: { salt: newSalt(random.bytes), verifier: random.bytes(GROUP_BYTES).toString('hex') },
    };
    const decoy: Unversioned<'decoy'> = {
      poolId,
      slot,
      sealedCredentials: seal('credentials', credentials),
      sealedName: seal('name', { name: text(NAME_CHARACTERS) }),
      filler: text(USER_CHARACTERS),
    };
    return { op: 'create', kind: 'decoy', value: decoy };
  });
}

/** The decoy that is read for a name that leads to nobody: always the same for the same name. */
export function decoyRef(poolId: string, imaginarySub: string): Ref<'decoy'> {
  return { kind: 'decoy', id: { poolId, slot: Number.parseInt(imaginarySub.slice(-2), 16) % DECOYS } };
}

/** Opens what stands for the record of a name, for the time that a real one takes. */
export function openDecoyName(keys: Keys, decoy: Decoy | undefined): void {
  if (decoy) open(keys, decoy, 'name', decoy.sealedName);
}

/** The same of what stands for a user's credentials. */
export function openDecoyCredentials(keys: Keys, decoy: Decoy): void {
  open(keys, decoy, 'credentials', decoy.sealedCredentials);
}

/** Stands for the record of a user, which names the first data key and is not authentic. */
const USER = Buffer.alloc(1600, 1);

/** Opens what stands for a user's record, for the time that a real one takes. */
export function openDecoyUser(keys: Keys, { poolId }: Decoy): void {
  keys.open('directory', `decoy-user|${poolId}`, USER);
}

function open(keys: Keys, decoy: Decoy, part: string, sealed: string): void {
  const plain = keys.open('directory', contextOf(decoy, part), Buffer.from(sealed, 'base64'));
  if (plain) fromForm(FORMS, plain);
}

function contextOf({ poolId, slot }: Pick<Decoy, 'poolId' | 'slot'>, part: string): string {
  return `decoy-${part}|${poolId}|${slot}`;
}
