import type { Call } from '#core/call.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import { GROUP_BYTES } from '#core/srp/modexp.ts';
import { newSalt } from '#core/srp/srp.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Change, Ref, Unversioned } from '#ports/records.ts';

/**
 * A stored record that is read and opened in place of a user who does not exist. Without it, the time of a response
 * would tell that there is no such user. It is as large as the records of a user and of a sign-in name together. It is
 * not a user: no list shows it, and no name leads to it.
 */
export type Decoy = {
  readonly poolId: string;
  /** The number of the decoy within its pool, from 0. */
  readonly slot: number;
  /** Random credentials that belong to no user, sealed in the way that a user's credentials are. */
  readonly sealedCredentials: string;
  /** The sealed stand-in for the record that leads from a sign-in name to its user. */
  readonly sealedName: string;
  readonly filler: string;
  readonly version: number;
};

/**
 * A pool has this many decoys. Each takes a share of the unknown names, so that a flood of such names does not make one
 * key hot.
 */
const DECOYS = 8;
/** A user's record without its credentials has about this many characters: names, states and a few attributes. */
const USER_CHARACTERS = 420;
/** The record that leads from a sign-in name to its user has about this many characters. */
const NAME_CHARACTERS = 120;
/** An argon2id hash has this many characters in its PHC string, which holds parameters, salt and output. */
const HASH_CHARACTERS = 97;

/** No version of the service reads what is in the parts, so they need only one form. */
const FORMS: Forms<unknown> = { form: 1 };

/** The slots of all decoys of a pool. */
export const DECOY_SLOTS: readonly number[] = Array.from({ length: DECOYS }, (_, slot) => slot);

/** Returns the changes that give a new pool its decoys. */
export function decoyChanges({ deps }: Call, poolId: string): readonly Change[] {
  const { keys, random } = deps;
  const text = (length: number) => random.bytes(length).toString('base64').slice(0, length);
  return DECOY_SLOTS.map((slot) => {
    // Every function that reads users can open this purpose. A user's credentials have a purpose of their own, which
    // costs as much to open.
    const seal = (part: string, content: unknown) =>
      keys
        .seal('directory', contextOf({ poolId, slot }, part), inForm(FORMS, JSON.stringify(content)))
        .toString('base64');
    // This has the form of Credentials (password/credentials.ts), which this folder must not import.
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

/** Returns the decoy that is read for an unknown name. The same name always gets the same decoy. */
export function decoyRef(poolId: string, imaginarySub: string): Ref<'decoy'> {
  return { kind: 'decoy', id: { poolId, slot: Number.parseInt(imaginarySub.slice(-2), 16) % DECOYS } };
}

/**
 * Opens the stand-in for the record of a sign-in name, to take as long as opening a real one. It does nothing without a
 * decoy.
 */
export function openDecoyName(keys: Keyring, decoy: Decoy | undefined): void {
  if (decoy) open(keys, decoy, 'name', decoy.sealedName);
}

/** Opens the stand-in for a user's credentials, to take as long as opening real ones. */
export function openDecoyCredentials(keys: Keyring, decoy: Decoy): void {
  open(keys, decoy, 'credentials', decoy.sealedCredentials);
}

/** An envelope that stands for the record of a user. It names the first data key and is not authentic. */
const USER = Buffer.alloc(1600, 1);

/** Opens the envelope that stands for a user's record, to take as long as opening a real one. */
export function openDecoyUser(keys: Keyring, { poolId }: Decoy): void {
  keys.open('directory', `decoy-user|${poolId}`, USER);
}

function open(keys: Keyring, decoy: Decoy, part: string, sealed: string): void {
  const plain = keys.open('directory', contextOf(decoy, part), Buffer.from(sealed, 'base64'));
  if (plain) fromForm(FORMS, plain);
}

function contextOf({ poolId, slot }: Pick<Decoy, 'poolId' | 'slot'>, part: string): string {
  return `decoy-${part}|${poolId}|${slot}`;
}
