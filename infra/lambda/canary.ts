import { checkEdge, checkFunction } from '../cli/doctor/edge.ts';
import { explainer } from '../cli/doctor/fault.ts';
import { checkNetwork } from '../cli/doctor/network.ts';
import { createReport, Stopped } from '../cli/doctor/report.ts';

/**
 * Examines the public endpoint from outside: the steps of the doctor that need no access key, and whether
 * a function runs, which the doctor finds out with its key. Leaves a line of the log for each.
 * Rejects when one of them failed. Lambda counts that as an error, and an alarm looks at it (infra/constructs/canary.ts).
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
