import type { Metrics, Value } from '#adapters/local/metrics.ts';
import { stalledSeconds } from '#core/jobs/stalled.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import type { PageAccess } from '#runtime/config.ts';
import { pageResponse, refusalOf } from './access.ts';
import type { Health } from './health.ts';
import { inTime } from './in-time.ts';
import { shared } from './shared.ts';

/** The pages that a monitor reads, as far as they are on. Each says whether other machines may read it. */
export type Status = {
  readonly metrics?: { readonly access: PageAccess; readonly text: () => Promise<string> } | undefined;
  readonly health?: { readonly access: PageAccess; readonly check: () => Promise<Health> } | undefined;
};

/**
 * Answers /metrics, in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), and
 * /healthz, with 200 or 503. Undefined for every other path, and for a page that is off.
 */
export async function statusResponse(event: HttpEvent, { metrics, health }: Status): Promise<HttpResponse | undefined> {
  if (event.rawPath === '/metrics' && metrics) {
    const refusal = refusalOf(event, { name: 'metrics page' }, { open: metrics.access === 'open' });
    return refusal ?? pageResponse(200, 'text/plain; version=0.0.4', await metrics.text());
  }
  if (event.rawPath === '/healthz' && health) {
    const refusal = refusalOf(event, { name: 'health check' }, { open: health.access === 'open' });
    return refusal ?? healthResponse(await health.check());
  }
  return undefined;
}

function healthResponse(health: Health): HttpResponse {
  const isWell = health.store === 'ok' && health.keys === 'ok';
  const body = { status: isWell ? 'ok' : 'failing', ...health };
  return pageResponse(isWell ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

/**
 * Makes the text of the metrics page. What the store has to be asked for is left out while it does not answer. Pages that
 * are asked for at once ask the store once.
 */
export function metricsPage(deps: Deps, metrics: Metrics, auditLost: () => number): () => Promise<string> {
  const oldestJob = shared(async () => {
    const asked: Promise<number | undefined> = stalledSeconds(deps).catch(() => undefined);
    return inTime(asked, undefined);
  });
  return async () => metricsText(metrics, { age: await oldestJob(), auditLost: auditLost() });
}

function metricsText(
  metrics: Metrics,
  { age, auditLost }: { readonly age: number | undefined; readonly auditLost: number },
): string {
  const { user, system } = process.cpuUsage();
  const values: readonly (Value | undefined)[] = [
    {
      name: 'ownpool_audit_lines_lost_total',
      help: 'Lines of the audit trail that could not be written.',
      type: 'counter',
      value: auditLost,
    },
    age === undefined
      ? undefined
      : {
          name: 'ownpool_oldest_job_age_seconds',
          help: 'How long the job that has waited longest has made no progress.',
          type: 'gauge',
          value: age,
        },
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time of the server, without the store.',
      type: 'counter',
      value: (user + system) / 1_000_000,
    },
    {
      name: 'process_resident_memory_bytes',
      help: 'Memory of the server, without the store.',
      type: 'gauge',
      value: process.memoryUsage.rss(),
    },
    {
      name: 'process_start_time_seconds',
      help: 'The start of the server, in seconds since 1970.',
      type: 'gauge',
      value: Math.round(Date.now() / 1000 - process.uptime()),
    },
  ];
  return metrics.text(values.filter((value) => value !== undefined));
}
