import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalTls, openTls } from '#infra/local/tls.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DAY = 24 * 3_600_000;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ownpool-tls-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (now = NOW) => openTls((name) => join(directory, name), now);
const authority = async () => new X509Certificate(await readFile(join(directory, 'https-ca.pem')));
const contextOf = ({ SNICallback }: LocalTls, name: string) =>
  new Promise<SecureContext | undefined>((resolve, reject) =>
    SNICallback(name, (error, context) => (error ? reject(error) : resolve(context))),
  );

describe('the certificates of this machine', () => {
  it('are signed by an authority in the data directory, which nobody else can read', async () => {
    const { trust, cert } = await open();
    expect(trust).toBe(join(directory, 'https-ca.pem'));
    for (const name of ['https-ca.pem', 'https-ca.key']) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
    const own = new X509Certificate(cert);
    expect(own.verify((await authority()).publicKey)).toBe(true);
    expect(own.ca).toBe(false);
    expect(own.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    const days = (Date.parse(own.validTo) - NOW) / DAY;
    expect(days).toBeGreaterThan(800);
    expect(days).toBeLessThanOrEqual(825);
  });

  it('come from an authority that can vouch for nothing but this machine', async () => {
    await open();
    const { ca, raw } = await authority();
    expect(ca).toBe(true);
    // RFC 5280, section 4.2.1.10: the id of NameConstraints, critical, and that localhost and two addresses are permitted.
    const constraints = '0603551d1e0101ff0441303fa03d300b82096c6f63616c686f7374300a87087f000000ff000000';
    expect(raw.toString('hex')).toContain(`${constraints}30228720${'00'.repeat(15)}01${'ff'.repeat(16)}`);
  });

  it('are there for each name below localhost, and no other one', async () => {
    const tls = await open();
    for (const name of ['people.localhost', 'PEOPLE.localhost', 'a.localhost']) {
      expect(await contextOf(tls, name)).toBeDefined();
    }
    expect(await contextOf(tls, 'PEOPLE.localhost')).toBe(await contextOf(tls, 'people.localhost'));
    for (const name of [
      'localhost',
      'a.b.localhost',
      'localhost.evil.example',
      'evil.example',
      '*.localhost',
      '',
      '-.localhost',
    ]) {
      expect([name, await contextOf(tls, name)]).toEqual([name, undefined]);
    }
  });

  it('keep their authority from start to start, until less time is left than they are valid', async () => {
    await open();
    const first = await authority();
    const later = NOW + (3_650 - 826) * DAY;
    await open(later);
    expect((await authority()).raw).toEqual(first.raw);
    const { cert } = await open(later + 2 * DAY);
    const second = await authority();
    expect(second.raw).not.toEqual(first.raw);
    expect(new X509Certificate(cert).verify(second.publicKey)).toBe(true);
  });

  it.each([
    ['its key is missing', 'https-ca.key', undefined],
    ['its certificate is missing', 'https-ca.pem', undefined],
    ['its key is no key', 'https-ca.key', 'no key'],
    ['its certificate is half written', 'https-ca.pem', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['its key is that of another one', 'https-ca.key', 'other'],
  ])('have a new authority when %s', async (_, file, content) => {
    await open();
    const before = await authority();
    const path = join(directory, file);
    if (content === undefined) await rm(path);
    else await writeFile(path, content === 'other' ? (await otherAuthority()).key : content);
    const { cert } = await open();
    const after = await authority();
    expect(after.raw).not.toEqual(before.raw);
    expect(new X509Certificate(cert).verify(after.publicKey)).toBe(true);
  });

  it('are not made when the files cannot be read', async () => {
    await expect(openTls(() => directory, NOW)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

async function otherAuthority() {
  const own = directory;
  directory = await mkdtemp(join(tmpdir(), 'ownpool-tls-'));
  await open();
  const key = await readFile(join(directory, 'https-ca.key'), 'utf8');
  await rm(directory, { recursive: true });
  directory = own;
  return { key };
}
