import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('./lambda-host.mjs', import.meta.url));

/** A function that can be called. */
export type Lambda = {
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** The lines that the function has logged. */
  readonly lines: () => readonly string[];
  /** The version of Node, once it has started. */
  readonly version: () => string | undefined;
  readonly stop: () => Promise<void>;
};

/** A function's bundle in a process of its own, with nothing in its environment but what is given. */
export type LambdaProcess = Lambda & {
  /** How long it took to load the module, in milliseconds. */
  readonly loaded: number;
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
    version: () => version,
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

/** A function that starts when it is called first. */
export function startedWhenCalled(start: () => Promise<LambdaProcess>): Lambda {
  let starting: Promise<LambdaProcess> | undefined;
  let started: LambdaProcess | undefined;
  return {
    async invoke(event) {
      starting ??= start();
      started = await starting;
      return started.invoke(event);
    },
    lines: () => started?.lines() ?? [],
    version: () => started?.version(),
    stop: async () => (await starting)?.stop(),
  };
}
