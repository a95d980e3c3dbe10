import { expect, it } from 'vitest';
import { createTestApp } from '#test/app.ts';
import { poolUnknown } from '#test/errors.ts';
import { createPool } from '#test/fixtures.ts';

it('GetUserPoolMfaConfig says OFF, and knows no unknown pool', async () => {
  const app = await createTestApp();
  const { id } = await createPool(app);
  expect(await app.call('GetUserPoolMfaConfig', { UserPoolId: id })).toEqual({ MfaConfiguration: 'OFF' });
  await expect(app.call('GetUserPoolMfaConfig', { UserPoolId: 'us-east-1_Nobody123' })).rejects.toMatchObject(
    poolUnknown('us-east-1_Nobody123'),
  );
});
