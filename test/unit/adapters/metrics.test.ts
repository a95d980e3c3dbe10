import { expect, it } from 'vitest';
import { createMetrics } from '#adapters/local/metrics.ts';
import type { Logger } from '#ports/logger.ts';

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };
const call = { operation: 'InitiateAuth', poolId: 'us-east-1_a', outcome: 'success', milliseconds: 30 } as const;

/** The samples by name and labels. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

it('counts calls by operation, pool and outcome, and how long they took', () => {
  const metrics = createMetrics();
  const logger = metrics.counting(silent);
  logger.info('request', call);
  logger.info('request', call);
  logger.error('request', { ...call, outcome: 'failed', milliseconds: 700 });
  logger.info('request', { outcome: 'refused', milliseconds: 1 });
  const found = samples(metrics.text([]));
  const name = (labels: string) => found.get(`ownpool_calls_total{${labels}}`);
  expect(name('operation="InitiateAuth",pool="us-east-1_a",outcome="success"')).toBe(2);
  expect(name('operation="InitiateAuth",pool="us-east-1_a",outcome="failed"')).toBe(1);
  expect(name('operation="",pool="",outcome="refused"')).toBe(1);
  const took = (labels: string, part = '_bucket') =>
    found.get(`ownpool_call_duration_seconds${part}{operation="InitiateAuth"${labels}}`);
  expect([took(',le="0.025"'), took(',le="0.05"'), took(',le="0.5"'), took(',le="1"'), took(',le="+Inf"')]).toEqual([
    0, 2, 2, 3, 3,
  ]);
  expect(took('', '_count')).toBe(3);
  expect(took('', '_sum')).toBeCloseTo(0.76);
});

it('counts warnings and errors, and passes everything on', () => {
  const passed: unknown[] = [];
  const level = (name: string) => (event: string, fields?: object) => void passed.push([name, event, fields]);
  const metrics = createMetrics();
  const logger = metrics.counting({ info: level('info'), warn: level('warn'), error: level('error') });
  logger.warn('refresh-token.reused', { poolId: 'p' });
  logger.info('jobs.round', { seconds: 1 });
  expect(samples(metrics.text([]))).toEqual(
    new Map([['ownpool_log_events_total{level="warn",event="refresh-token.reused"}', 1]]),
  );
  expect(passed).toEqual([
    ['warn', 'refresh-token.reused', { poolId: 'p' }],
    ['info', 'jobs.round', { seconds: 1 }],
  ]);
});

it('has a series for a hundred pools, and one for all others', () => {
  const metrics = createMetrics();
  const logger = metrics.counting(silent);
  for (let n = 0; n < 150; n++) logger.info('request', { ...call, poolId: `us-east-1_${n}` });
  logger.info('request', { ...call, poolId: 'us-east-1_0' });
  const found = [...samples(metrics.text([]))].filter(([name]) => name.startsWith('ownpool_calls_total'));
  expect(found).toHaveLength(101);
  expect(found.filter(([name]) => name.includes('pool="other"')).map(([, value]) => value)).toEqual([50]);
  expect(found[0]).toEqual([expect.stringContaining('pool="us-east-1_0"'), 2]);
});

it('is in the format of Prometheus, in which every name has its help and type once and before its samples', () => {
  const metrics = createMetrics();
  const logger = metrics.counting(silent);
  logger.info('request', call);
  logger.warn('some"\\\nevent');
  const text = metrics.text([{ name: 'up_seconds', help: 'Help.', type: 'gauge', value: 1.5 }]);
  expect(text.endsWith('up_seconds 1.5\n')).toBe(true);
  expect(text).toContain(String.raw`event="some\"\\\nevent"`);
  const typed = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, type] = /^# TYPE (\w+) (?:counter|gauge|histogram)$/.exec(line) ?? [];
    if (type) typed.add(type);
    if (line.startsWith('#')) continue;
    const [, name = ''] = /^([a-z_]+)(?:\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)+\})? -?\d+(?:\.\d+)?$/.exec(line) ?? [];
    expect(typed).toContain(name.replace(/_(bucket|sum|count)$/, ''));
  }
});
