import { describe, expect, it } from 'vitest';
import { toDomain, toWire } from '#protocol/case.ts';

describe('the spelling of members', () => {
  it('follows the first letter, in structures, lists and structures in lists', () => {
    const wire = { Policies: { PasswordPolicy: { MinimumLength: 6 } }, Lists: [{ Name: 'A', Of: ['B'] }], Flag: false };
    const domain = {
      policies: { passwordPolicy: { minimumLength: 6 } },
      lists: [{ name: 'A', of: ['B'] }],
      flag: false,
    };
    expect(toDomain(wire)).toEqual(domain);
    expect(toWire(domain)).toEqual(wire);
  });

  it('leaves the keys of maps alone', () => {
    const tags = { Team: 'Blue', cost: 'Low' };
    expect(toDomain({ UserPoolTags: tags })).toEqual({ userPoolTags: tags });
    expect(toWire({ userPoolTags: tags })).toEqual({ UserPoolTags: tags });
  });

  it('knows both spellings of an SMS message', () => {
    expect(toDomain({ SMSMessage: 'a' })).toEqual({ smsMessage: 'a' });
    expect(toDomain({ SmsMessage: 'a' })).toEqual({ smsMessage: 'a' });
    expect(toWire({ smsMessage: 'a' })).toEqual({ SmsMessage: 'a' });
  });

  it('leaves out members without a value', () => {
    expect(Object.keys(toWire({ a: undefined, b: 0 }))).toEqual(['B']);
  });

  it('gives no prototype to a member of that name', () => {
    const domain = toDomain(JSON.parse('{"__proto__":{"Admin":true}}'));
    expect((domain as { admin?: boolean }).admin).toBeUndefined();
  });
});
