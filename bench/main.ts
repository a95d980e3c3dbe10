import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { existence } from './existence.ts';
import { device, passkey, totp } from './factors.ts';
import { firstPaint } from './first-paint.ts';
import { growth } from './growth.ts';
import { closeConnections, type Measured, median, together } from './load.ts';
import { clientCredentials, login } from './pages.ts';
import { startFloor, startService, type Target } from './process.ts';
import {
  adminGetUser,
  getUser,
  listByEmail,
  listPage,
  password,
  prepareStage,
  refresh,
  type Stage,
  signUp,
  srp,
  type Workload,
} from './workloads.ts';

const WORKLOADS: readonly Workload[] = [
  signUp,
  password,
  srp,
  totp,
  device,
  passkey,
  refresh,
  getUser,
  adminGetUser,
  listByEmail,
  listPage,
  clientCredentials,
  login,
];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '200' },
    large: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '10000' },
    only: { type: 'string' },
    workload: { type: 'string', multiple: true, default: WORKLOADS.map(({ name }) => name) },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.count);

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}`,
);
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  operations: compare,
  existence: () => existence(Number(values.pairs)),
  pages: () => firstPaint(rounds),
  growth: () => growth([1_000, 10_000, ...(values.large ? [100_000] : [])], count),
};
for (const [name, run] of Object.entries(PARTS)) if (!values.only || values.only === name) await run();
closeConnections();

/** Measures both servers in turn, in alternating order. The results are medians over the rounds. */
async function compare(): Promise<void> {
  const targets: readonly Target[] = [await startService(), await startFloor()];
  try {
    await compareTargets(targets);
  } finally {
    for (const target of targets) await target.stop();
  }
}

async function compareTargets(targets: readonly Target[]): Promise<void> {
  const [service, floor] = (await Promise.all(targets.map((target) => prepareStage(target, 'bench')))) as [
    Stage,
    Stage,
  ];
  console.log(
    '\noperation                           req/s  p50 ms  server CPU ms  store CPU ms  round trips  floor CPU ms  CPU ratio  req/s ratio',
  );
  for (const workload of WORKLOADS.filter(({ name }) => values.workload.includes(name))) {
    // The first calls of an operation cost several times as much, because V8 compiles on the way.
    await workload.run(service, count);
    await workload.run(floor, count);
    const measured: { service: (readonly Measured[])[]; floor: (readonly Measured[])[] } = { service: [], floor: [] };
    const run = async (stage: Stage) => {
      const steps = await workload.run(stage, count);
      return steps.length > 1 ? [...steps, together(steps)] : steps;
    };
    for (let round = 0; round < rounds; round++) {
      const first = async () => measured.service.push(await run(service));
      const second = async () => measured.floor.push(await run(floor));
      for (const next of round % 2 ? [second, first] : [first, second]) await next();
    }
    [...workload.steps, `${workload.name}, all steps`].slice(0, measured.floor[0]!.length).forEach((step, index) => {
      const of = (side: 'service' | 'floor', member: keyof Measured) =>
        median(measured[side].map((steps) => steps[index]![member]));
      const cells = [
        of('service', 'requestsPerSecond').toFixed(0).padStart(6),
        of('service', 'medianMs').toFixed(1).padStart(7),
        of('service', 'serverCpuMs').toFixed(2).padStart(14),
        of('service', 'storeCpuMs').toFixed(2).padStart(13),
        of('service', 'roundTrips').toFixed(2).padStart(12),
        of('floor', 'serverCpuMs').toFixed(2).padStart(13),
        (of('service', 'serverCpuMs') / of('floor', 'serverCpuMs')).toFixed(2).padStart(10),
        (of('service', 'requestsPerSecond') / of('floor', 'requestsPerSecond')).toFixed(2).padStart(12),
      ];
      console.log(step.padEnd(34) + cells.join(' '));
    });
  }
}
