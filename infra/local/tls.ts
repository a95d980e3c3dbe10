// @peculiar/x509 needs it, and it must come first.
import 'reflect-metadata';
import { X509Certificate as Certificate, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { boundedMap } from '#core/cache.ts';

/** The names of the files of the authority in the data directory. People and programs trust the certificate. */
const FILES = { certificate: 'https-ca.pem', key: 'https-ca.key' };

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3_600_000;
/** No system takes the certificate of a server for longer than this (https://support.apple.com/en-us/103769). */
const SERVER_DAYS = 825;
const AUTHORITY_DAYS = 3_650;

/** A host of this machine: localhost, or a name directly below it. */
const LOCAL_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)?localhost$/;
/** The names for which certificates are kept at once. */
const MOST_NAMES = 200;

type Authority = { readonly certificate: X509Certificate; readonly key: webcrypto.CryptoKey };

/** What a server needs to speak TLS on this machine. */
export type LocalTls = {
  /** The path of the certificate that those who call the server must trust. */
  readonly trust: string;
  /** The certificate of localhost and the addresses, for a client that names no host. */
  readonly key: string;
  readonly cert: string;
  readonly SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => void;
};

/**
 * Makes certificates for this machine, signed by an authority of the data directory that is made at the first start, and
 * anew when less time is left to it than a server's certificate is valid. Each name below localhost has a certificate
 * of its own, because browsers take none for `*.localhost`. The authority can vouch for no other names, so that whoever
 * gets its key cannot pretend to be anybody else (RFC 5280, section 4.2.1.10).
 */
export async function openTls(file: (name: string) => string, now: number): Promise<LocalTls> {
  const paths = { certificate: file(FILES.certificate), key: file(FILES.key) };
  const authority = (await readAuthority(paths, now)) ?? (await makeAuthority(paths, now));
  const contexts = boundedMap<Promise<SecureContext>>(MOST_NAMES);
  const contextOf = (name: string): Promise<SecureContext> => {
    const known = contexts.get(name);
    if (known !== undefined) return known;
    const made = serverCertificate(authority, [{ type: 'dns', value: name }], now).then(createSecureContext);
    contexts.set(name, made);
    return made;
  };
  const here = await serverCertificate(authority, HERE, now);
  return {
    trust: paths.certificate,
    ...here,
    SNICallback(asked, done) {
      const name = asked.toLowerCase();
      // Without a context, the client gets the certificate of localhost, and refuses it.
      if (name === 'localhost' || !LOCAL_NAME.test(name)) return done(null);
      contextOf(name).then((context) => done(null, context), done);
    },
  };
}

type Names = ConstructorParameters<typeof SubjectAlternativeNameExtension>[0];

const HERE: Names = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
];

/** Makes a key and a certificate of these names, both in PEM. */
async function serverCertificate(
  { certificate, key }: Authority,
  names: Names,
  now: number,
): Promise<{ readonly key: string; readonly cert: string }> {
  const pair = await newKeys();
  const made = await X509CertificateGenerator.create({
    ...validity(now, SERVER_DAYS),
    subject: 'CN=Ownpool',
    issuer: certificate.subject,
    publicKey: pair.publicKey,
    signingKey: key,
    signingAlgorithm: KEY,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
      // Python asks for it since 3.13.
      await AuthorityKeyIdentifierExtension.create(certificate),
    ],
  });
  return { key: await privatePem(pair.privateKey), cert: made.toString('pem') };
}

/** Returns the authority in these files, or undefined if they are missing, don't fit together, or are too old. */
async function readAuthority(paths: typeof FILES, now: number): Promise<Authority | undefined> {
  const [certificate, key] = await Promise.all([readIfPresent(paths.certificate), readIfPresent(paths.key)]);
  if (certificate === undefined || key === undefined) return undefined;
  try {
    const read = new X509Certificate(certificate);
    const isOld = read.notAfter.getTime() - now < SERVER_DAYS * DAY_MS;
    if (isOld || !new Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return undefined;
    const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
    return { certificate: read, key: await webcrypto.subtle.importKey('pkcs8', der, KEY, false, ['sign']) };
  } catch {
    return undefined;
  }
}

async function makeAuthority(paths: typeof FILES, now: number): Promise<Authority> {
  const keys = await newKeys();
  const times = validity(now, AUTHORITY_DAYS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...times,
    // Trust stores tell authorities apart by their names.
    name: `CN=Ownpool on this machine since ${times.notBefore.toISOString().slice(0, 19).replace('T', ' ')}`,
    keys,
    signingAlgorithm: KEY,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new Extension(NAME_CONSTRAINTS, true, onlyThisMachine()),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  // If the start is interrupted in between, the files don't fit together, and the next one makes both anew.
  await writeWhole(paths.key, await privatePem(keys.privateKey));
  await writeWhole(paths.certificate, `${certificate.toString('pem')}\n`);
  return { certificate, key: keys.privateKey };
}

/** The times of a certificate. It is valid an hour before it is made, for clients whose clocks are late. */
function validity(now: number, days: number) {
  // A serial number is positive, whatever its first random bit.
  const serialNumber = `01${randomBytes(15).toString('hex')}`;
  return { serialNumber, notBefore: new Date(now - 3_600_000), notAfter: new Date(now + days * DAY_MS) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const NAME_CONSTRAINTS = '2.5.29.30';

/** Returns the NameConstraints that permit localhost, what is below it, and the addresses of this machine. */
function onlyThisMachine(): Buffer {
  const permitted = [
    element(0x82, Buffer.from('localhost')),
    element(0x87, Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])),
    element(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1]), Buffer.alloc(16, 0xff)])),
  ];
  return element(0x30, element(0xa0, ...permitted.map((name) => element(0x30, name))));
}

/** Encodes an element of DER that is shorter than 128 bytes. */
function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const joined = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, joined.length]), joined]);
}
