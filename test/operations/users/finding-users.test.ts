import { beforeAll, describe, expect, it } from 'vitest';
import { poolUnknown, USER_UNKNOWN } from '#test/errors.ts';
import { ANY_CASE, type TestPool, testPools, UNKNOWN_POOL, VERIFIED_EMAIL } from '#test/world.ts';
import { ON_A_USER } from './on-a-user.ts';

const service = testPools();

describe.each(ON_A_USER)('%s finds its user', (operation, input) => {
  let plain: TestPool;
  let email: TestPool;
  beforeAll(async () => {
    plain = await service.pool();
    email = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE });
  });

  it('in a pool that exists', async () => {
    await expect(
      plain.app.call(operation, { UserPoolId: UNKNOWN_POOL, Username: 'ann', ...input }),
    ).rejects.toMatchObject(poolUnknown(UNKNOWN_POOL));
  });

  it.each([
    'nobody',
    '__proto__',
    'constructor',
    'toString',
    '00000000-0000-4000-8000-000000000000',
    'ann@example.com',
  ])('and not by %s', async (Username) => {
    await expect(plain.call(operation, { Username, ...input })).rejects.toMatchObject(USER_UNKNOWN);
  });

  it('in this pool only', async () => {
    await email.create('elsewhere@example.com');
    const { sub } = (await email.stored('elsewhere@example.com'))!;
    await expect(plain.call(operation, { Username: sub, ...input })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('by its sub and by its e-mail in any case', async () => {
    // The state that lets every operation but RESEND succeed, which wants FORCE_CHANGE_PASSWORD.
    const status = operation === 'AdminCreateUser' ? 'FORCE_CHANGE_PASSWORD' : 'UNCONFIRMED';
    for (const [index, nameOf] of [(sub: string) => sub, () => `Any1-${operation}@EXAMPLE.com`].entries()) {
      const name = `any${index}-${operation}@example.com`;
      await email.create(name);
      await email.force(name, { status });
      const { sub } = (await email.stored(name))!;
      const before = await email.stored(sub);
      const answer = await email.call(operation, { Username: nameOf(sub), ...input });
      if (operation === 'AdminGetUser') expect(answer.Username).toBe(sub);
      else expect(await email.stored(sub)).not.toEqual(before);
    }
  });

  it('reads nothing stale', async () => {
    await plain.create(`fresh-${operation}`, { UserAttributes: VERIFIED_EMAIL('fresh@example.com') });
    plain.app.roundTrips.reset();
    await plain.call(operation, { Username: `fresh-${operation}`, ...input }).catch(() => {});
    expect(plain.app.roundTrips.staleReads).toEqual([]);
    expect(plain.app.roundTrips.reads).toBe(2);
    expect(plain.app.roundTrips.writes).toBeLessThanOrEqual(operation === 'AdminDeleteUser' ? 2 : 1);
  });
});
