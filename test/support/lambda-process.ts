import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('./lambda-host.mjs', import.meta.url));

/** A function's bundle in a process of its own, with nothing in its environment but what is given. */
export type LambdaProcess = {
  /** How long it took to load the module, in milliseconds. */
  readonly loaded: number;
  /** The version of Node. */
  readonly version: string;
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** The lines that the function has logged. */
  readonly lines: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

export async function startLambda(
  asset: string,
  environment: Readonly<Record<string, string>>,
  node: string = process.execPath,
): Promise<LambdaProcess> {
  const child = fork(HOST, [asset], { execPath: node, execArgv: [], env: environment, silent: true });
  let output = '';
  // A character of several bytes may come in two parts.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting = new Map<number, (answer: Answer) => void>();
  const { loaded, version } = await new Promise<{ loaded: number; version: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as never));
    void exited.then(() => reject(new Error(`The function ended: ${output}`)));
  });
  child.on('message', (message) => {
    const answer = message as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let last = 0;
  return {
    loaded,
    version,
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
        void exited.then(() => reject(new Error(`The function ended: ${output}`)));
        child.send({ id, event });
      }),
    lines: () => output.split('\n').filter(Boolean),
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
