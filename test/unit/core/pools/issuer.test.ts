import { expect, it } from 'vitest';
import { issuerBelow, issuerOf, issuersOf, issuerType } from '#core/pools/issuer.ts';

const id = 'us-east-1_a1B2c3D4e';

it.each(['https://auth.example.com', 'https://auth.example.com:443', 'http://LOCALHOST:9229', 'https://issuer'])(
  'a pool below %s keeps that base, whichever issuer it has',
  (base) => {
    const [original, updated] = [`${base}/${id}`, `${base}/issuer/${id}`];
    expect([issuerBelow(base, id, 'ORIGINAL'), issuerBelow(base, id, 'UPDATED')]).toEqual([original, updated]);
    for (const issuer of [original, updated]) {
      const pool = { id, issuer };
      expect([issuerOf(pool, 'ORIGINAL'), issuerOf(pool, 'UPDATED')]).toEqual([original, updated]);
      expect(issuersOf(pool)).toEqual([original, updated]);
    }
  },
);

it('is the original one, unless the settings say otherwise', () => {
  expect(issuerType({})).toBe('ORIGINAL');
  expect(issuerType({ issuerConfiguration: {} })).toBe('ORIGINAL');
  expect(issuerType({ issuerConfiguration: { type: 'UPDATED' } })).toBe('UPDATED');
});
