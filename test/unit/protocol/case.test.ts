import { describe, expect, it } from 'vitest';
import { toDomain, toWire } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';
import { federationRequests } from '#protocol/schema/federation.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';

const { CreateUserPool } = poolsRequests;

describe('the spelling of members', () => {
  it('follows the first letter, in structures, lists and structures in lists', () => {
    const wire = {
      Policies: { PasswordPolicy: { MinimumLength: 6 } },
      Schema: [{ Name: 'A', Mutable: false }],
      AutoVerifiedAttributes: ['email'],
      PoolName: 'P',
    };
    const domain = {
      policies: { passwordPolicy: { minimumLength: 6 } },
      schema: [{ name: 'A', mutable: false }],
      autoVerifiedAttributes: ['email'],
      poolName: 'P',
    };
    expect(toDomain(CreateUserPool, wire)).toEqual(domain);
    expect(toWire(CreateUserPool, domain)).toEqual(wire);
  });

  it('leaves maps alone, whatever their keys and values', () => {
    const wire = {
      UserPoolTags: { Team: 'Blue', cost: 'Low' },
      AcrConfiguration: { Level1: { AcrValue: 'x' } },
    };
    const domain = { userPoolTags: wire.UserPoolTags, acrConfiguration: wire.AcrConfiguration };
    expect(toDomain(CreateUserPool, wire)).toEqual(domain);
    expect(toWire(CreateUserPool, domain)).toEqual(wire);
    const provider = {
      ProviderDetails: { MetadataURL: 'https://idp.example', client_id: 'c' },
      AttributeMapping: { 'custom:Team': 'Team', email: 'Email' },
      AcrMapping: { Level2: 'High' },
      IdpIdentifiers: ['A'],
    };
    const settings = {
      providerDetails: provider.ProviderDetails,
      attributeMapping: provider.AttributeMapping,
      acrMapping: provider.AcrMapping,
      idpIdentifiers: ['A'],
    };
    expect(toDomain(federationRequests.CreateIdentityProvider, provider)).toEqual(settings);
    expect(toWire(federationRequests.CreateIdentityProvider, settings)).toEqual(provider);
  });

  it('leaves documents and bytes alone', () => {
    const wire = {
      Settings: { Categories: [{ Form: 1 }] },
      Assets: [{ Bytes: new Uint8Array([1]), ColorMode: 'DARK' }],
    };
    expect(toDomain(brandingRequests.CreateManagedLoginBranding, wire)).toEqual({
      settings: wire.Settings,
      assets: [{ bytes: new Uint8Array([1]), colorMode: 'DARK' }],
    });
  });

  it('knows both spellings of an SMS message, and where the wire has which', () => {
    const wire = {
      AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: 'a' } },
      VerificationMessageTemplate: { SmsMessage: 'b' },
    };
    const domain = {
      adminCreateUserConfig: { inviteMessageTemplate: { smsMessage: 'a' } },
      verificationMessageTemplate: { smsMessage: 'b' },
    };
    expect(toDomain(CreateUserPool, wire)).toEqual(domain);
    expect(toWire(CreateUserPool, domain)).toEqual(wire);
  });

  it('keeps what is in a member of answers alone', () => {
    expect(toWire(CreateUserPool, { id: 'x', status: { inner: 1 } })).toEqual({ Id: 'x', Status: { inner: 1 } });
  });

  it('leaves out members without a value', () => {
    expect(Object.keys(toWire(CreateUserPool, { poolName: undefined, userPoolTier: 'PLUS' }))).toEqual([
      'UserPoolTier',
    ]);
  });

  it('gives no prototype to a member of that name', () => {
    const wire = JSON.parse('{"__proto__":{"Admin":true},"Constructor":{"Name":"x"}}');
    const domain: { admin?: boolean } = toDomain(CreateUserPool, wire);
    expect(domain.admin).toBeUndefined();
    expect(Object.getPrototypeOf(domain)).toBe(Object.prototype);
  });
});
