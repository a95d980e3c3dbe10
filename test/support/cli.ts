import { spawn } from 'node:child_process';
import { argumentsFor, type StartedFrom } from './programs.ts';

export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunningCli = {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits for what its output has to match, and returns the first group of that. */
  readonly seen: (pattern: RegExp) => Promise<string>;
  readonly ended: Promise<CliResult>;
};

const ROOT = new URL('../..', import.meta.url).pathname;

/** Starts an operator command (a file of infra/cli) with this environment and no other. */
export function startCli(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  from: StartedFrom = 'build',
): RunningCli {
  const child = spawn(process.execPath, [...argumentsFor(`infra/cli/${file}`, from), ...args], {
    cwd: ROOT,
    // The home has no profiles, and there is nobody to ask for credentials.
    env: { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  let told = () => {};
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (part: Buffer) => {
      output[stream] += part;
      told();
    });
  }
  return {
    kill: (signal) => void child.kill(signal),
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        told = () => {
          const match = pattern.exec(output.stdout);
          if (match) resolve(match[1] ?? match[0]);
        };
        child.once('close', () => reject(new Error(`The command has ended: ${output.stderr}`)));
        told();
      }),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...output }));
    }),
  };
}

/** Runs an operator command to its end. */
export function runCli(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  from: StartedFrom = 'build',
): Promise<CliResult> {
  return startCli(file, args, environment, from).ended;
}
