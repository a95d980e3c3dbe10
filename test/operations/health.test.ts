import { beforeAll, describe, expect, it } from 'vitest';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { keyWrapper } from '#adapters/local/master-key.ts';
import { createMetrics } from '#adapters/local/metrics.ts';
import { healthCheck } from '#infra/local/health.ts';
import { metricsPage } from '#infra/local/status.ts';
import { createTestApp, type TestApp, testApp } from '#test/app.ts';

/** The key that wraps the data keys of every test. */
const own = keyWrapper(Buffer.alloc(32, 7), 'test key');
const WELL = { store: 'ok', keys: 'ok' };
const DOWN = { store: 'failing', keys: 'unknown' };

describe('the metrics page', () => {
  const app = testApp();

  it('asks the store once for all who ask at once', async () => {
    const text = metricsPage(app.deps, createMetrics(), () => 0);
    app.roundTrips.reset();
    const [one, other] = await Promise.all([text(), text()]);
    expect(one).toMatch(/^ownpool_oldest_job_age_seconds 0$/m);
    expect(other).toMatch(/^ownpool_oldest_job_age_seconds 0$/m);
    const { reads } = app.roundTrips;
    app.roundTrips.reset();
    await text();
    expect(app.roundTrips).toMatchObject({ reads });
  });
});

describe('the health check', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it('is well when the store has the keys and the master key opens them, which takes one read', async () => {
    const check = healthCheck(app.table, own);
    app.roundTrips.reset();
    expect(await Promise.all([check(), check()])).toEqual([WELL, WELL]);
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0 });
    expect(await check()).toEqual(WELL);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 0 });
  });

  it('finds that the data keys were wrapped by another master key', async () => {
    const foreign = keyWrapper(Buffer.alloc(32, 9), 'another key');
    expect(await healthCheck(app.table, foreign)()).toEqual({ store: 'ok', keys: 'failing' });
  });

  it.each<[string, () => Promise<never>]>([
    ['refuses', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['is silent', () => new Promise(() => {})],
  ])('finds that the store %s', async (_, send) => {
    const table = { ...app.table, client: { send }, direct: { send } } as unknown as TableClient;
    expect(await healthCheck(table, own)()).toEqual(DOWN);
  });
});
