import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A value of CBOR, as far as WebAuthn needs it (RFC 8949, section 3). */
type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** Encodes a value in CBOR, with definite lengths. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([name, member]) => [cbor(name), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

function head(type: number, count: number): Buffer {
  const [size, mark] = count < 24 ? [0, count] : count < 0x100 ? [1, 24] : count < 0x1_0000 ? [2, 25] : [4, 26];
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = (type << 5) | mark;
  if (size > 0) bytes.writeUIntBE(count, 1, size);
  return bytes;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString('base64url');

/** What an authenticator and its browser are made to say. What is not given is what an honest pair says. */
export type Said = {
  readonly challenge: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly counter?: number;
  /** The flags of the authenticator data, which are all set unless they are false. */
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
};

type SaidOfNew = Said & {
  /** The transports; null for none. */
  readonly transports?: string | readonly (string | number)[] | null;
  readonly attachment?: string;
  /** The COSE key, in place of the authenticator's own. */
  readonly publicKey?: Cbor;
  /** The format of the attestation, with a statement that nobody could verify. */
  readonly format?: string;
  /** The last part of the authenticator data, in place of none. */
  readonly leftover?: Uint8Array;
};

type SaidOfUser = Said & { readonly userHandle?: string | null; readonly key?: KeyObject };

/** The public half of a key in COSE's form. */
export function coseKey(key: KeyObject): ReadonlyMap<number, number | Uint8Array> {
  const jwk = key.export({ format: 'jwk' });
  const part = (text: string | undefined) => Buffer.from(text!, 'base64url');
  const pairs: readonly (readonly [number, number | Uint8Array])[] =
    jwk.kty === 'RSA'
      ? [[1, 3] as const, [3, -257] as const, [-1, part(jwk.n)] as const, [-2, part(jwk.e)] as const]
      : [[1, 2] as const, [3, -7] as const, [-1, 1] as const, [-2, part(jwk.x)] as const, [-3, part(jwk.y)] as const];
  return new Map(pairs);
}

/** An authenticator in software, and the browser that it is used with. */
export type Authenticator = ReturnType<typeof authenticator>;

/**
 * An authenticator with one credential. It makes RegistrationResponseJSON and AuthenticationResponseJSON for a page at
 * `origin`, whatever it is told to say.
 */
export function authenticator({
  rpId: ownRpId = 'localhost',
  origin: ownOrigin = 'http://localhost:9229',
  algorithm = 'ES256' as 'ES256' | 'RS256',
} = {}) {
  const { publicKey: own, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const credentialId = randomBytes(32);
  const id = base64url(credentialId);

  const clientDataOf = (said: Said, honest: string) => {
    const { type = honest, challenge, origin = ownOrigin, crossOrigin = false } = said;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  };
  const dataOf = (said: Said, attested?: Uint8Array) => {
    const { rpId = ownRpId, counter = 0 } = said;
    const { userPresent = true, userVerified = true, backupEligible = true, backedUp = true } = said;
    const flags = [userPresent, false, userVerified, backupEligible, backedUp, false, attested !== undefined, false];
    const counted = Buffer.alloc(5);
    counted[0] = flags.reduce((sum, flag, bit) => sum + (flag ? 1 << bit : 0), 0);
    counted.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), counted, attested ?? Buffer.alloc(0)]);
  };

  return {
    /** The credential id in base64url. */
    id,
    publicKey: own,
    /** The public key in COSE's form, in base64url. */
    cose: base64url(cbor(coseKey(own))),

    /** The answer to `navigator.credentials.create`. */
    register: (said: SaidOfNew) => {
      const { publicKey = coseKey(own), format = 'none', leftover = Buffer.alloc(0) } = said;
      const { transports = ['internal'], attachment = 'platform' } = said;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, cbor(publicKey), leftover]);
      const statement = new Map<string, Cbor>(format === 'none' ? [] : [['sig', randomBytes(70)]]);
      const object = new Map<string, Cbor>([
        ['fmt', format],
        ['attStmt', statement],
        ['authData', dataOf(said, attested)],
      ]);
      const response = {
        clientDataJSON: base64url(clientDataOf(said, 'webauthn.create')),
        attestationObject: base64url(cbor(object)),
        ...(transports !== null && { transports }),
      };
      return {
        id,
        rawId: id,
        type: 'public-key',
        authenticatorAttachment: attachment,
        clientExtensionResults: {},
        response,
      };
    },

    /** The answer to `navigator.credentials.get`. */
    assert: (said: SaidOfUser) => {
      const { userHandle, key = privateKey } = said;
      const clientData = clientDataOf(said, 'webauthn.get');
      const data = dataOf(said);
      const signed = Buffer.concat([data, sha256(clientData)]);
      const response = {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(data),
        signature: base64url(createSign('sha256').update(signed).sign(key)),
        ...(userHandle !== undefined && { userHandle }),
      };
      return {
        id,
        rawId: id,
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response,
      };
    },
  };
}
