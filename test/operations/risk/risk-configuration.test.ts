import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient, createPool } from '#test/fixtures.ts';
import { inconsistencies } from '../../faults/checker.ts';

const ACTION = { Notify: false, EventAction: 'NO_ACTION' };
const EMAIL = { Subject: 'Sign-in', HtmlBody: '<p>{login-time}</p>', TextBody: 'At {login-time}' };
const SETTINGS = {
  CompromisedCredentialsRiskConfiguration: {
    EventFilter: ['SIGN_UP', 'SIGN_IN'],
    Actions: { EventAction: 'NO_ACTION' },
  },
  AccountTakeoverRiskConfiguration: {
    NotifyConfiguration: {
      From: 'admin@example.com',
      ReplyTo: 'reply@example.com',
      SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/admin@example.com',
      BlockEmail: EMAIL,
      NoActionEmail: EMAIL,
      MfaEmail: EMAIL,
    },
    Actions: { LowAction: ACTION, MediumAction: ACTION, HighAction: ACTION },
  },
  RiskExceptionConfiguration: { BlockedIPRangeList: [], SkippedIPRangeList: ['203.0.113.1/32', '2001:db8::/32'] },
};

describe('risk configurations', () => {
  let app: TestApp;
  let pool: Pool;
  let client: Client;
  beforeEach(async () => {
    app = await createTestApp();
    pool = await createPool(app);
    client = await createClient(app, pool);
  });

  const set = async (input: object = {}) =>
    (await app.call('SetRiskConfiguration', { UserPoolId: pool.id, ...input })).RiskConfiguration;
  const shown = async (input: object = {}) =>
    (await app.call('DescribeRiskConfiguration', { UserPoolId: pool.id, ...input })).RiskConfiguration;

  it('of a client win over that of the pool', async () => {
    const ClientId = client.id;
    expect(await shown()).toEqual({ UserPoolId: pool.id });
    expect(await shown({ ClientId })).toEqual({ UserPoolId: pool.id, ClientId });
    const LastModifiedDate = app.deps.clock.now() / 1000;
    const general = { UserPoolId: pool.id, ...SETTINGS, LastModifiedDate };
    expect(await set(SETTINGS)).toEqual(general);
    expect(await shown()).toEqual(general);
    expect(await shown({ ClientId })).toEqual(general);
    const { CompromisedCredentialsRiskConfiguration } = SETTINGS;
    const own = { UserPoolId: pool.id, ClientId, CompromisedCredentialsRiskConfiguration, LastModifiedDate };
    expect(await set({ ClientId, CompromisedCredentialsRiskConfiguration })).toEqual(own);
    expect(await shown({ ClientId })).toEqual(own);
    expect(await shown()).toEqual(general);
  });

  it('of the pool may be named by ALL, too', async () => {
    const ClientId = 'ALL';
    expect(await shown({ ClientId })).toEqual({ UserPoolId: pool.id });
    const general = await set({ ClientId, ...SETTINGS });
    expect(general).toEqual({ UserPoolId: pool.id, ...SETTINGS, LastModifiedDate: app.deps.clock.now() / 1000 });
    for (const of of [{}, { ClientId }, { ClientId: client.id }]) expect(await shown(of)).toEqual(general);
    expect(await set({ ClientId })).toMatchObject({ UserPoolId: pool.id });
    expect(await shown()).toEqual({ UserPoolId: pool.id });
  });

  it('are replaced as a whole, and reset by a request without settings', async () => {
    const ClientId = client.id;
    await set(SETTINGS);
    await set({ ClientId, ...SETTINGS });
    app.advance(1000);
    const { RiskExceptionConfiguration } = SETTINGS;
    await set({ ClientId, RiskExceptionConfiguration });
    expect(await shown({ ClientId })).toEqual({
      UserPoolId: pool.id,
      ClientId,
      RiskExceptionConfiguration,
      LastModifiedDate: app.deps.clock.now() / 1000,
    });
    expect(await set({ ClientId })).toMatchObject({ UserPoolId: pool.id, ClientId });
    expect(await shown({ ClientId })).toEqual(await shown());
    expect(await shown()).toMatchObject(SETTINGS);
    await set();
    expect(await shown()).toEqual({ UserPoolId: pool.id });
    await set();
  });

  const takeover = (action: object) => ({
    AccountTakeoverRiskConfiguration: { Actions: { HighAction: { ...ACTION, ...action } } },
  });

  it.each<[string, object]>([
    ['compromised', { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } } }],
    ['takeover BLOCK', takeover({ EventAction: 'BLOCK' })],
    ['takeover MFA_REQUIRED', takeover({ EventAction: 'MFA_REQUIRED' })],
    ['takeover MFA_IF_CONFIGURED', takeover({ EventAction: 'MFA_IF_CONFIGURED' })],
    ['takeover Notify', takeover({ Notify: true })],
    ['blocked addresses', { RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/24'] } }],
  ])('are refused where only threat protection could act: %s', async (_what, settings) => {
    await expect(set(settings)).rejects.toMatchObject({
      name: 'UserPoolAddOnNotEnabledException',
      message: expect.stringMatching(/ needs threat protection, which is not supported by this version of Ownpool\.$/),
    });
    expect(await shown()).toEqual({ UserPoolId: pool.id });
  });

  it('take ranges in CIDR notation only', async () => {
    const wrong = [
      ...['192.0.2.1', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/08', '192.0.2/24', '::/129', '::', 'a/8', '/8', ''],
      ...['192.0.2.0/24 ', '192.0.2.0/', 'fe80::1%eth0/64', '192.0.2.0/2e1', '999.0.0.0/8'],
    ];
    for (const list of ['BlockedIPRangeList', 'SkippedIPRangeList']) {
      for (const range of wrong) {
        const settings = { RiskExceptionConfiguration: { [list]: ['198.51.100.0/24', range] } };
        await expect(set(settings), range).rejects.toMatchObject({
          name: 'InvalidParameterException',
          message: 'Incorrect CIDR format',
        });
      }
    }
    const SkippedIPRangeList = ['0.0.0.0/0', '192.0.2.7/24', '::/0', '2001:DB8::1/128', '::ffff:192.0.2.0/120'];
    await set({ RiskExceptionConfiguration: { SkippedIPRangeList } });
    expect((await shown()).RiskExceptionConfiguration).toEqual({ SkippedIPRangeList });
  });

  it('have no more than 200 ranges', async () => {
    const ranges = Array.from({ length: 201 }, (_, number) => `10.0.${number}.0/24`);
    await expect(set({ RiskExceptionConfiguration: { SkippedIPRangeList: ranges } })).rejects.toMatchObject({
      message: expect.stringContaining('Member must have length less than or equal to 200'),
    });
    await set({ RiskExceptionConfiguration: { SkippedIPRangeList: ranges.slice(1) } });
  });

  it('belong to a pool and client that exist', async () => {
    const foreign = await createClient(app, await createPool(app));
    for (const ClientId of [foreign.id, 'all', 'unknown']) {
      const gone = { name: 'ResourceNotFoundException', message: `User pool client ${ClientId} does not exist.` };
      await expect(set({ ClientId, ...SETTINGS })).rejects.toMatchObject(gone);
      await expect(shown({ ClientId })).rejects.toMatchObject(gone);
    }
    const UserPoolId = 'us-east-1_Nobody123';
    await expect(set({ UserPoolId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(shown({ UserPoolId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('go with their client, also when they are set at the same time', async () => {
    const ClientId = client.id;
    await set({ ClientId, ...SETTINGS });
    const outcomes = await Promise.allSettled([
      app.call('DeleteUserPoolClient', { UserPoolId: pool.id, ClientId }),
      set({ ClientId, ...SETTINGS }),
      set({ ClientId }),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
  });
});
