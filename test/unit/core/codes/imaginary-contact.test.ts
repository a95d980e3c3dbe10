import { describe, expect, it } from 'vitest';
import { imaginaryContact } from '#core/codes/imaginary-contact.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { deliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { callOf } from '#test/call.ts';

const keys = createKeyring({ directory: new Map([[1, Buffer.alloc(32, 5)]]) }, { now: () => 0 });
const pool = { id: 'us-east-1_Simulated', autoVerifiedAttributes: [] } as unknown as Pool;
const masks = (attribute: ContactAttribute) =>
  Array.from(
    { length: 5000 },
    (_, index) =>
      deliveryDetails(imaginaryContact(callOf({ keys }, { pool }), `name${index}`, [attribute])).destination,
  );

describe('where a code would go', () => {
  it('is a phone number of any usual length', () => {
    const lengths = new Map<number, number>();
    for (const mask of masks('phone_number')) {
      expect(mask).toMatch(/^\+\*+\d{4}$/);
      lengths.set(mask.length - 1, (lengths.get(mask.length - 1) ?? 0) + 1);
    }
    expect([...lengths.keys()].sort((a, b) => a - b)).toEqual([9, 10, 11, 12, 13]);
    expect(Math.max(...lengths.values())).toBeLessThan(2500);
  });

  it('is an e-mail of which both halves may begin with any letter or digit', () => {
    const [locals, domains] = [new Set<string>(), new Set<string>()];
    for (const mask of masks('email')) {
      const [, local, domain] = /^([a-z0-9])\*\*\*@([a-z0-9])\*\*\*$/.exec(mask)!;
      locals.add(local!);
      domains.add(domain!);
    }
    expect([locals.size, domains.size]).toEqual([36, 36]);
  });

  it('is always the same for the same name', () => {
    const both = () => imaginaryContact(callOf({ keys }, { pool }), 'somebody', ['phone_number', 'email']);
    expect(both()).toEqual(both());
  });
});
