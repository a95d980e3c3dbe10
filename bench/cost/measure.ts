import { cpus } from 'node:os';
import { createTableClient, type TableClient } from '#adapters/dynamo/client.ts';
import { ensureTable } from '#adapters/dynamo/create-table.ts';
import { CONFIGURATION_CACHE_MS } from '#core/configuration.ts';
import { type Measured, OPERATION_NAMES, type Operation, type OperationName } from '#infra/cost/measured.ts';
import { startStore } from '#infra/local/store.ts';
import { median } from '../load.ts';
import { type Meter, meterTable, type Reading, type Touch } from './meter.ts';
import { openService } from './service.ts';
import { prepareStage, type Stage, WORKLOADS, type Workload } from './workloads.ts';

const SAMPLES = 5;
const BATCHES = 5;
const BATCH = 20;

export type Units = Omit<Operation, 'cpuMs' | 'function'>;

/**
 * Measures everything on a store of its own: first the units of every operation, and then the processor time of a
 * service without the meter.
 */
export async function measure(): Promise<Measured> {
  const store = await startStore({});
  try {
    // As on AWS, the SDK finds the endpoint and the credentials itself, and signs every request.
    process.env.AWS_ENDPOINT_URL_DYNAMODB = store.endpoint;
    process.env.AWS_ACCESS_KEY_ID = 'local';
    process.env.AWS_SECRET_ACCESS_KEY = 'local';
    const open = (tableName: string) => createTableClient({ tableName, region: 'us-east-1' });
    const units = await measureUnits(() => open('units'));
    const cpu = await measureCpu(open('cpu'));
    const entries = OPERATION_NAMES.map((name) => {
      const operation: Operation = { function: WORKLOADS[name].function, cpuMs: cpu[name], ...units[name] };
      return [name, operation] as const;
    });
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}`,
      operations: Object.fromEntries(entries) as Measured['operations'],
    };
  } finally {
    await store.stop();
  }
}

/**
 * Measures what one call of every operation costs in the table. `open` makes clients of one table, which need not
 * exist.
 */
export async function measureUnits(open: () => TableClient): Promise<Readonly<Record<OperationName, Units>>> {
  const [table, past] = [open(), open()];
  await ensureTable(past);
  const meter = meterTable(table, past);
  const service = await openService(table);
  const stage = await prepareStage(service);
  const result = {} as Record<OperationName, Units>;
  for (const name of OPERATION_NAMES) result[name] = await unitsOf(WORKLOADS[name], stage, meter);
  return result;
}

async function unitsOf(workload: Workload, stage: Stage, meter: Meter): Promise<Units> {
  const { service } = stage;
  const cached: Reading[] = [];
  const uncached: Reading[] = [];
  let [requestBytes, responseBytes, logBytes] = [0, 0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const cold = await workload.prepare(stage);
    service.advance(CONFIGURATION_CACHE_MS + 1);
    meter.take();
    await made(workload, cold);
    uncached.push(meter.take());
    const call = await workload.prepare(stage);
    meter.take();
    const logged = service.loggedBytes();
    const body = await made(workload, call);
    cached.push(meter.take());
    requestBytes += call.requestBytes / SAMPLES;
    responseBytes += Buffer.byteLength(body) / SAMPLES;
    logBytes += (service.loggedBytes() - logged) / SAMPLES;
  }
  for (const reading of [...cached, ...uncached]) agreeing(reading);
  const sum = (readings: readonly Reading[], of: (touch: Touch) => number) =>
    mean(readings, ({ touches }) => touches.reduce((total, touch) => total + of(touch), 0));
  return {
    roundTrips: mean(cached, (reading) => reading.roundTrips),
    readUnits: sum(cached, ({ read }) => read),
    tableWriteUnits: sum(cached, ({ side, write }) => (side === 'table' ? write : 0)),
    indexWriteUnits: sum(cached, ({ side, write }) => (side === 'index' ? write : 0)),
    uncachedRoundTrips: mean(uncached, (reading) => reading.roundTrips),
    uncachedReadUnits: sum(uncached, ({ read }) => read),
    requestBytes: Math.round(requestBytes),
    responseBytes: Math.round(responseBytes),
    logBytes: Math.round(logBytes),
    tableBytes: Math.round(mean(cached, (reading) => reading.tableBytes)),
    indexBytes: Math.round(mean(cached, (reading) => reading.indexBytes)),
    expiringBytes: Math.round(mean(cached, (reading) => reading.expiringBytes)),
    sharedWrites: shared(stage, cached, ({ write }) => write),
    sharedReads: shared(stage, uncached, ({ read }) => read),
  };
}

/** Checks the meter against the store, which computes its units independently. */
function agreeing({ touches, billedByStore }: Reading): void {
  const metered = touches.reduce((units, { read, write }) => units + read + write, 0);
  if (metered !== billedByStore) throw new Error(`The meter found ${metered} units, the store ${billedByStore}.`);
}

/** Returns the units on the keys that every call touched, although each call was about a user of its own. */
function shared(stage: Stage, readings: readonly Reading[], of: (touch: Touch) => number): Record<string, number> {
  const units = new Map<string, number[]>();
  readings.forEach(({ touches }, index) => {
    // A page of users reads the same users in every call, but these keys are not shared with other calls.
    for (const touch of touches.filter(({ pk }) => !pk.startsWith('U#'))) {
      const pk = touch.pk
        .replace(stage.poolId, 'p')
        .replace(stage.clientId, 'c')
        .replace(/^AK#.*/, 'AK#id');
      const name = `${touch.side} ${pk}`;
      const calls = units.get(name) ?? readings.map(() => 0);
      calls[index]! += of(touch);
      units.set(name, calls);
    }
  });
  const common = [...units].filter(([, calls]) => calls.every((one) => one > 0));
  return Object.fromEntries(common.map(([name, calls]) => [name, mean(calls, (one) => one)]).sort());
}

/**
 * Measures the processor time of this process per call, with all its threads, but without the meter and the
 * preparation.
 */
async function measureCpu(table: TableClient): Promise<Record<OperationName, number>> {
  await ensureTable(table);
  const stage = await prepareStage(await openService(table));
  const result = {} as Record<OperationName, number>;
  for (const name of OPERATION_NAMES) {
    const batches: number[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const calls = [];
      for (let call = 0; call < BATCH; call++) calls.push(await WORKLOADS[name].prepare(stage));
      const before = process.cpuUsage();
      for (const call of calls) await made(WORKLOADS[name], call);
      const { user, system } = process.cpuUsage(before);
      batches.push((user + system) / 1000 / BATCH);
    }
    result[name] = rounded(median(batches));
  }
  return result;
}

async function made(workload: Workload, call: { run: () => Promise<{ statusCode: number; body: string }> }) {
  const { statusCode, body } = await call.run();
  if (statusCode !== (workload.status ?? 200)) throw new Error(`A measured call answered ${statusCode} ${body}`);
  return body;
}

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return rounded(values.reduce((sum, value) => sum + of(value), 0) / values.length);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
