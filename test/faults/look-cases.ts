import { expect } from 'vitest';
import type { WriteCase } from './configuration-cases.ts';
import type { World } from './world.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(300_000)]);
const Settings = { categories: { global: { colorSchemeMode: 'DARK' } } };
const ASSET = { Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: PNG.toString('base64') };
const TERMS = { TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE' };
const ACTION = { Notify: false, EventAction: 'NO_ACTION' };
const RISK = { AccountTakeoverRiskConfiguration: { Actions: { LowAction: ACTION } } };
const CSS = '.label-customizable { color: red }';

/** A pool with a domain and a client. */
async function newClient({ app }: World) {
  const UserPoolId = (await app.call('CreateUserPool', { PoolName: 'look' })).UserPool.Id as string;
  await app.call('CreateUserPoolDomain', { UserPoolId, Domain: UserPoolId.replace(/\W|_/g, '').toLowerCase() });
  const { ClientId } = (await app.call('CreateUserPoolClient', { UserPoolId, ClientName: 'look' })).UserPoolClient;
  return { UserPoolId, ClientId: ClientId as string };
}

async function newStyle(world: World) {
  const ids = await newClient(world);
  const { ManagedLoginBranding } = await world.app.call('CreateManagedLoginBranding', {
    ...ids,
    Settings,
    Assets: [ASSET],
  });
  return {
    ids,
    ref: { UserPoolId: ids.UserPoolId, ManagedLoginBrandingId: ManagedLoginBranding.ManagedLoginBrandingId },
  };
}

async function newTerms(world: World) {
  const ids = await newClient(world);
  const { Terms } = await world.app.call('CreateTerms', { ...ids, ...TERMS });
  return { UserPoolId: ids.UserPoolId, TermsId: Terms.TermsId as string };
}

/** Requests that change the look of hosted pages, terms, and risk configurations. */
export const LOOK: readonly WriteCase[] = [
  {
    operation: 'CreateManagedLoginBranding',
    twice: ['ManagedLoginBrandingExistsException'],
    arrange: async (world) => ({ input: { ...(await newClient(world)), Settings, Assets: [ASSET] } }),
  },
  {
    operation: 'UpdateManagedLoginBranding',
    async arrange(world) {
      const { ref } = await newStyle(world);
      const Assets = [{ ...ASSET, ColorMode: 'DARK' }];
      const holds = async () => {
        const { ManagedLoginBranding } = await world.app.call('DescribeManagedLoginBranding', ref);
        expect(ManagedLoginBranding.Assets).toEqual(expect.arrayContaining(Assets));
      };
      return { input: { ...ref, Assets }, holds };
    },
  },
  {
    operation: 'DeleteManagedLoginBranding',
    twice: ['ResourceNotFoundException'],
    arrange: async (world) => ({ input: (await newStyle(world)).ref }),
  },
  {
    operation: 'CreateTerms',
    twice: ['TermsExistsException'],
    arrange: async (world) => ({ input: { ...(await newClient(world)), ...TERMS } }),
  },
  {
    operation: 'UpdateTerms',
    async arrange(world) {
      const ref = await newTerms(world);
      const holds = async () =>
        expect((await world.app.call('DescribeTerms', ref)).Terms.TermsName).toBe('privacy-policy');
      return { input: { ...ref, TermsName: 'privacy-policy' }, holds };
    },
  },
  {
    operation: 'DeleteTerms',
    twice: ['ResourceNotFoundException'],
    arrange: async (world) => ({ input: await newTerms(world) }),
  },
  {
    operation: 'SetUICustomization',
    async arrange(world) {
      const ids = await newClient(world);
      const holds = async () =>
        expect((await world.app.call('GetUICustomization', ids)).UICustomization).toMatchObject({ ...ids, CSS });
      return { input: { ...ids, CSS }, holds };
    },
  },
  {
    operation: 'SetRiskConfiguration',
    async arrange(world) {
      const ids = await newClient(world);
      const holds = async () =>
        expect((await world.app.call('DescribeRiskConfiguration', ids)).RiskConfiguration).toMatchObject(RISK);
      return { input: { ...ids, ...RISK }, holds };
    },
  },
  {
    operation: 'DeleteUserPoolClient',
    what: 'with a look, terms and a risk configuration',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { ids } = await newStyle(world);
      await world.app.call('CreateTerms', { ...ids, ...TERMS });
      await world.app.call('SetUICustomization', { ...ids, CSS });
      await world.app.call('SetRiskConfiguration', { ...ids, ...RISK });
      return { input: ids };
    },
  },
];
