import { checkEdge, checkFunction } from '../cli/doctor/edge.ts';
import { explainer } from '../cli/doctor/fault.ts';
import { checkNetwork } from '../cli/doctor/network.ts';
import { createReport, Stopped } from '../cli/doctor/report.ts';

/**
 * Examines the public endpoint from outside. It runs the steps of the doctor that need no access key, and checks that a
 * function runs, which the doctor does with its key. It logs one line for each step, and rejects when a step failed.
 * Lambda counts that as an error, for which there is an alarm (infra/constructs/canary.ts).
 */
export async function handler(): Promise<void> {
  const endpoint = new URL(process.env.OWNPOOL_PUBLIC_URL ?? '');
  const report = createReport(
    console.log,
    explainer(endpoint, () => '', true),
  );
  try {
    await checkNetwork(endpoint, report);
    await checkEdge(endpoint, report);
    await checkFunction(endpoint, report);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  if (report.failures() > 0)
    throw new Error(`Steps that failed: ${report.failures()}; the lines above say what is wrong.`);
}
