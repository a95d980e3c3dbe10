import { expect, it } from 'vitest';
import { deleteExpired } from '#infra/local/expiry.ts';
import { createTestApp } from '#test/app.ts';

it('sweeps what has expired and nothing else', async () => {
  const app = await createTestApp();
  const now = app.deps.clock.now();
  const step = (sessionId: string, expiresAt: number) => ({ sessionId, step: 1, expiresAt, version: 0 });
  for (const [id, expiresAt] of [
    ['old', now - 120_000],
    ['just expired', now - 10_000],
    ['alive', now + 60_000],
  ] as const) {
    await app.deps.records.commit([{ op: 'create', kind: 'authSession', value: step(id, expiresAt) }]);
  }
  expect(await deleteExpired(app.table, app.deps.clock)).toBe(1);
  const read = (sessionId: string) => ({ kind: 'authSession' as const, id: { sessionId } });
  const left = await app.deps.records.read({ old: read('old'), expired: read('just expired'), alive: read('alive') });
  expect(
    Object.entries(left)
      .filter(([, value]) => value)
      .map(([name]) => name),
  ).toEqual(['expired', 'alive']);
});
