import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FunctionError } from '#core/triggers/function-error.ts';

/** A handler that a module exports. `path` is absolute. */
export type ModuleTarget = { readonly path: string; readonly exportName: string };

export type ModuleFunctions = {
  /**
   * Calls a handler, and resolves to what it returned. Rejects with FunctionError when there is no result after `timeoutMs`,
   * and whenever else there is none.
   */
  readonly call: (
    target: ModuleTarget,
    functionArn: string,
    event: object,
    options: { readonly timeoutMs: number },
  ) => Promise<unknown>;
  /** Ends all threads. */
  readonly stop: () => Promise<void>;
};

type Options = {
  /** Is told the error of a thread that ended by itself, in the words of the module. */
  readonly onCrash: (path: string, error: unknown) => void;
  /** The most memory of a thread, in megabytes. */
  readonly memoryMb?: number;
};

/** What a thread answers: the result in JSON, or the texts of what was thrown. */
type Answer = { readonly id: number } & (
  | { readonly result: string }
  | { readonly errorType: string; readonly errorMessage: string }
);

/** Whatever comes from a thread. A module has the same port, so that it need not be an answer. */
type Posted = Partial<Record<'id' | 'result' | 'errorType' | 'errorMessage', unknown>> | null | undefined;

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: FunctionError) => void };

type Thread = {
  readonly worker: Worker;
  /** What tells the content of the file from an earlier one. */
  readonly state: string;
  readonly waiting: Map<number, Waiting>;
  /** It gets no more calls, and ends with the last one that it has. */
  retired: boolean;
};

/** The longest result of a handler, in bytes of JSON. */
const MAX_BYTES = 256 * 1024;

/** The variables that have secrets of the service. */
const SECRET = /^(OWNPOOL_ACCESS_KEY_ID|OWNPOOL_SECRET_ACCESS_KEY|SMTP_URL)$/;

/**
 * Runs the handlers of modules on this machine. Each module has one thread, in which its calls run at the same time. A
 * thread that hangs or crashes, or whose file has changed, is replaced: the calls after that go to a new one. This keeps
 * the faults of a module from the service, but not its intentions: a thread may do what the process may.
 */
export function moduleFunctions({ onCrash, memoryMb = 256 }: Options): ModuleFunctions {
  const threads = new Map<string, Thread>();
  const running = new Set<Thread>();
  let calls = 0;
  let stopped = false;

  function start(path: string, state: string): Thread {
    const worker = new Worker(new URL('./module-worker.mjs', import.meta.url), {
      workerData: {
        moduleUrl: pathToFileURL(path).href,
        isTypeScript: /\.[cm]?ts$/.test(path),
        maxBytes: MAX_BYTES,
        memoryMb,
      },
      execArgv: [],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRET.test(name))),
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    // It must not keep the process when everything else has ended.
    worker.unref();
    const thread: Thread = { worker, state, waiting: new Map(), retired: false };
    running.add(thread);
    worker.on('message', (posted: Posted) => {
      if (isAnswer(posted)) thread.waiting.get(posted.id)?.resolve(posted);
    });
    worker.on('error', (error) => {
      if (!stopped) onCrash(path, error);
    });
    worker.on('exit', (code) => {
      running.delete(thread);
      if (threads.get(path) === thread) threads.delete(path);
      for (const { reject } of thread.waiting.values()) reject(ended(code));
    });
    return thread;
  }

  function retire(path: string, thread: Thread): void {
    if (threads.get(path) === thread) threads.delete(path);
    thread.retired = true;
    if (thread.waiting.size === 0) void thread.worker.terminate();
  }

  async function threadFor(path: string): Promise<Thread> {
    const state = await stateOf(path);
    if (stopped) throw new FunctionError('unavailable', { errorName: 'Stopped' });
    const present = threads.get(path);
    if (present?.state === state) return present;
    if (present) retire(path, present);
    const thread = start(path, state);
    threads.set(path, thread);
    return thread;
  }

  return {
    async call({ path, exportName }, functionArn, event, { timeoutMs }) {
      const endsAt = Date.now() + timeoutMs;
      const thread = await threadFor(path);
      const id = calls++;
      let timer: NodeJS.Timeout | undefined;
      const answered = new Promise<Answer>((resolve, reject) => {
        thread.waiting.set(id, { resolve, reject });
        thread.worker.postMessage({ id, exportName, event: JSON.stringify(event), functionArn, endsAt });
        timer = setTimeout(() => {
          reject(new FunctionError('timeout', { errorName: 'TimeoutError' }));
          // It may be in an endless loop. The other calls in it get the rest of their own time.
          retire(path, thread);
        }, timeoutMs);
      });
      try {
        return resultOf(await answered);
      } finally {
        clearTimeout(timer);
        thread.waiting.delete(id);
        if (thread.retired && thread.waiting.size === 0) void thread.worker.terminate();
      }
    },

    async stop() {
      stopped = true;
      await Promise.all([...running].map(({ worker }) => worker.terminate()));
    },
  };
}

/** Returns what changes when a file does. Throws FunctionError when the file is not there. */
async function stateOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return [mtimeMs, ctimeMs, size, ino].join();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FunctionError('not-found', { errorName: code }, { cause });
  }
}

function isAnswer(posted: Posted): posted is Answer {
  if (typeof posted?.id !== 'number') return false;
  const { result, errorType, errorMessage } = posted;
  return typeof result === 'string' || (typeof errorType === 'string' && typeof errorMessage === 'string');
}

/** Throws FunctionError for a result that is not JSON, which a module can only have posted by itself. */
function resultOf(answer: Answer): unknown {
  if (!('result' in answer)) {
    const { errorType, errorMessage } = answer;
    throw new FunctionError('function-error', { errorType, errorMessage });
  }
  try {
    return JSON.parse(answer.result);
  } catch (cause) {
    throw new FunctionError('not-json', {}, { cause });
  }
}

/**
 * Returns the error for a call whose thread has ended, in the words of Lambda. It does not say why, because the reason may
 * lie in another call and name another person.
 */
function ended(code: number): FunctionError {
  const errorType = 'Runtime.ExitError';
  const errorMessage = `RequestId: ${randomUUID()} Error: Runtime exited with error: exit status ${code}`;
  return new FunctionError('function-error', { errorName: errorType, errorType, errorMessage });
}
