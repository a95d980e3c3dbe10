import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fromItem, type Item, toItem } from '#adapters/dynamo/items.ts';
import { openPageToken, sealPageToken } from '#adapters/dynamo/page-token.ts';
import { type ChallengeName, openSession, sealSession } from '#core/challenges/auth-session.ts';
import { clientSecrets, sealClientSecret } from '#core/clients/client-secret.ts';
import { type Decoy, decoyChanges, openDecoyCredentials, openDecoyName } from '#core/decoys/decoy.ts';
import { formOf } from '#core/keys/forms.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { newSigningKey, openPrivateKey } from '#core/keys/signing-key.ts';
import { openDelivery, sealDelivery } from '#core/messages/sealed-delivery.ts';
import { openCredentials, sealCredentials } from '#core/password/credentials.ts';
import { openSignUpSession, sealSignUpSession } from '#core/sign-up/session.ts';
import { openRefreshToken, sealRefreshToken } from '#core/tokens/refresh-token.ts';
import { KEY_PURPOSES, type Keyring } from '#ports/keys.ts';
import type { RecordKind } from '#ports/records.ts';
import { callOf } from '#test/call.ts';
import { POOL, START } from './fixture.ts';
import {
  CHALLENGE_STATES,
  CREDENTIALS,
  DELIVERY,
  DELIVERY_BY_FUNCTION,
  DELIVERY_WITH_LINK,
  RECORD_VALUES,
  REFRESH_TOKEN,
  SIGN_IN,
  SIGN_UP_SESSION,
} from './form-values.ts';

/** What is sealed, as JSON: a text, or an item of the table with its bytes in base64. */
export type Stored = string | Readonly<Record<string, string | number | { readonly base64: string }>>;

/** Something that is sealed: how the service seals and opens it, and a value. */
export type Subject = {
  readonly seal: (keys: Keyring) => Stored;
  readonly open: (keys: Keyring, stored: Stored) => unknown;
  /** What the samples open as. */
  readonly opens: unknown;
  /** What those of earlier forms open as, where they can't tell the same. */
  readonly earlier?: Readonly<Record<string, unknown>>;
};

/** Samples by the number of their form. */
export type Samples = Readonly<Record<string, Stored>>;

const clock = { now: () => START };

/** Data keys that are for these samples only, and the same for ever. */
export const SAMPLE_KEYS: Keyring = createKeyring(
  Object.fromEntries(
    KEY_PURPOSES.map((purpose) => [purpose, new Map([[1, createHash('sha256').update(`sample ${purpose}`).digest()]])]),
  ),
  clock,
);

const { pool, client, user } = RECORD_VALUES;
const random = { bytes: (n: number) => Buffer.alloc(n, 7), integer: () => 7, uuid: () => user.sub };
const PRIVATE_KEY = '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n';
const OWNER = { poolId: POOL, kid: 'kid-1', use: 'id' } as const;
const PAGE_START = { pk: `U#${POOL}#${user.sub}`, sk: '#', gsi1pk: `P#${POOL}#U`, gsi1sk: user.sub };

/** Everything that is sealed. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  ...Object.fromEntries((Object.keys(RECORD_VALUES) as RecordKind[]).map((kind) => [`record ${kind}`, record(kind)])),
  ...Object.fromEntries(
    (Object.keys(CHALLENGE_STATES) as ChallengeName[]).map((name) => [`Session ${name}`, session(name)]),
  ),
  'refresh token': {
    seal: (keys) => sealRefreshToken(keys, REFRESH_TOKEN),
    open: (keys, stored) => openRefreshToken(keys, stored as string),
    opens: REFRESH_TOKEN,
  },
  'sign-up session': {
    seal: (keys) => sealSignUpSession(keys, SIGN_UP_SESSION),
    open: (keys, stored) => openSignUpSession(callOf({ keys, clock }, { pool, client }), stored as string),
    opens: SIGN_UP_SESSION,
  },
  'page token': {
    seal: (keys) => sealPageToken(keys, clock, 'users', PAGE_START),
    open: (keys, stored) => openPageToken(keys, clock, 'users', stored as string),
    opens: PAGE_START,
  },
  'client secret': {
    seal: (keys) => sealClientSecret(keys, client.id, 'secret-of-the-client', START).sealed,
    open: (keys, stored) =>
      clientSecrets(keys, { id: client.id, secrets: [{ sealed: stored as string, createdAt: START }] })[0],
    opens: 'secret-of-the-client',
  },
  'user credentials': {
    seal: (keys) => sealCredentials(keys, user, CREDENTIALS),
    open: (keys, stored) => openCredentials(keys, { ...user, sealedCredentials: stored as string }),
    opens: CREDENTIALS,
  },
  'private key': {
    seal: (keys) => {
      const pair = { kid: OWNER.kid, publicJwk: {}, privateKey: PRIVATE_KEY };
      return newSigningKey(callOf({ keys, clock }), pair, OWNER).sealedPrivateKey;
    },
    open: (keys, stored) =>
      openPrivateKey(keys, { ...RECORD_VALUES.signingKey, ...OWNER, sealedPrivateKey: stored as string }),
    opens: PRIVATE_KEY,
  },
  delivery: {
    seal: (keys) => sealDelivery(keys, DELIVERY),
    open: openDelivery,
    opens: DELIVERY,
  },
  'delivery by a function': {
    seal: (keys) => sealDelivery(keys, DELIVERY_BY_FUNCTION),
    open: openDelivery,
    opens: DELIVERY_BY_FUNCTION,
  },
  'delivery with a link': {
    seal: (keys) => sealDelivery(keys, DELIVERY_WITH_LINK),
    open: openDelivery,
    opens: DELIVERY_WITH_LINK,
  },
  // What stands in the decoys opens as nothing: it must only open.
  'decoy name': {
    seal: (keys) => someDecoy(keys).sealedName,
    open: (keys, stored) => openDecoyName(keys, { ...someDecoy(keys), sealedName: stored as string }),
    opens: undefined,
  },
  'decoy credentials': {
    seal: (keys) => someDecoy(keys).sealedCredentials,
    open: (keys, stored) => openDecoyCredentials(keys, { ...someDecoy(keys), sealedCredentials: stored as string }),
    opens: undefined,
  },
};

/** A record of whatever kind, as an item. */
export function record<K extends RecordKind>(kind: K, value = RECORD_VALUES[kind]): Subject {
  return {
    seal: (keys) => storedItem(toItem(keys, kind, value as never, value.version)),
    open: (keys, stored) => fromItem(keys, kind, itemOf(stored)),
    opens: value,
  };
}

function session(name: ChallengeName): Subject {
  const custom = name === 'CUSTOM_CHALLENGE' && { custom: { srp: true, newPassword: true } as const };
  const content = { ...SIGN_IN, ...custom, state: CHALLENGE_STATES[name] };
  return {
    seal: (keys) => sealSession(keys, content),
    open: (keys, stored) => openSession(callOf({ keys, clock }, { pool, client }), stored as string, [name]),
    opens: content,
  };
}

function someDecoy(keys: Keyring): Decoy {
  const [step] = decoyChanges(callOf({ keys, random }), POOL);
  return { ...(step as unknown as { value: Decoy }).value, version: 1 };
}

function storedItem(item: Item): Stored {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    ]),
  );
}

function itemOf(stored: Stored): Item {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      name,
      typeof value === 'object' ? Buffer.from(value.base64, 'base64') : value,
    ]),
  ) as unknown as Item;
}

/** Keys that remember what they sealed or opened last. */
function observed(keys: Keyring) {
  let last = Buffer.alloc(0);
  const seen = <T extends Buffer | undefined>(plain: T) => {
    if (plain) last = Buffer.from(plain);
    return plain;
  };
  const observing: Keyring = {
    ...keys,
    seal: (purpose, context, data) => keys.seal(purpose, context, seen(data)),
    open: (...given) => seen(keys.open(...given)),
    sealToken: (use, context, data) => keys.sealToken(use, context, seen(data)),
    openToken: (...given) => seen(keys.openToken(...given)),
  };
  return { keys: observing, last: () => last };
}

/** The form that a subject is sealed in today. */
export function todaysForm({ seal, open }: Subject): number {
  const { keys, last } = observed(SAMPLE_KEYS);
  open(keys, seal(keys));
  return formOf(last());
}

/** What is wrong with the samples of a subject, one line each; empty when all open, and today's form is among them. */
export function problemsOf(name: string, subject: Subject, samples: Samples = {}): readonly string[] {
  const { keys, last } = observed(SAMPLE_KEYS);
  const content = (stored: Stored) => ({ value: subject.open(keys, stored), plain: last().toString() });
  const today = subject.seal(keys);
  const problems = Object.entries(samples).flatMap(([form, stored]) => {
    const { value } = content(stored);
    const expected = subject.earlier && form in subject.earlier ? subject.earlier[form] : subject.opens;
    return [
      ...(String(formOf(last())) === form ? [] : [`${name}: the sample of form ${form} is in another`]),
      ...(isDeepStrictEqual(value, expected) ? [] : [`${name}: form ${form} does not open as what was sealed in it`]),
      ...(isDeepStrictEqual(placeOf(stored), placeOf(today)) ? [] : [`${name}: form ${form} is in another place`]),
    ];
  });
  const form = todaysForm(subject);
  const sample = samples[form];
  if (sample === undefined) return [...problems, `${name}: form ${form} has no sample`];
  const isSame = content(today).plain === content(sample).plain && isDeepStrictEqual(inClear(today), inClear(sample));
  return isSame ? problems : [...problems, `${name}: what is sealed today is not in form ${form} as its sample is`];
}

/** Where an item is found. What was stored in an earlier form stays there until it is written again. */
function placeOf(stored: Stored) {
  if (typeof stored === 'string') return undefined;
  const { pk, sk, gsi1pk, gsi1sk } = stored;
  return { pk, sk, gsi1pk, gsi1sk };
}

/** What of an item is not sealed. */
function inClear(stored: Stored) {
  if (typeof stored === 'string') return undefined;
  const { d: _, ...clear } = stored;
  return clear;
}
