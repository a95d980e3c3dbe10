import { describe, expect, it } from 'vitest';
import { testPools } from '#test/world.ts';
import { ABSENT_POOL, NO_GROUP, NO_POOL } from './setup.ts';

const service = testPools();

describe('GetGroup', () => {
  it('reads the table, once', async () => {
    const { app, call } = await service.pool();
    await call('CreateGroup', { GroupName: 'editors' });
    app.roundTrips.reset();
    await call('GetGroup', { GroupName: 'editors' });
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
  });

  it('refuses a group of another pool, no group and no pool', async () => {
    const { call } = await service.pool();
    await (await service.pool()).call('CreateGroup', { GroupName: 'editors' });
    await expect(call('GetGroup', { GroupName: 'editors' })).rejects.toMatchObject(NO_GROUP);
    await expect(call('GetGroup', { GroupName: 'editors', UserPoolId: ABSENT_POOL })).rejects.toMatchObject(NO_POOL);
    await expect(call('GetGroup', {})).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
