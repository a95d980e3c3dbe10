import type { Outgoing } from '#adapters/http/guarded.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { Functions } from '#ports/functions.ts';
import type { Logger } from '#ports/logger.ts';
import type { ModuleFunctions, ModuleTarget } from './module-functions.ts';
import { callUrl } from './url-function.ts';

/** What stands for a function on this machine. */
export type FunctionTarget =
  | ({ readonly kind: 'module' } & ModuleTarget)
  | { readonly kind: 'url'; readonly url: string };

type Options = {
  /** What stands for functions, by the ARN or the name of each. */
  readonly targets: Readonly<Record<string, FunctionTarget>>;
  readonly modules: ModuleFunctions;
  readonly outgoing: Outgoing;
  /** The service that has all other functions. */
  readonly others?: { readonly endpoint: string; readonly invoke: Functions['invoke'] };
  readonly logger: Logger;
  /** Runs what nobody waits for. */
  readonly background: (work: () => Promise<void>) => void;
};

/** How long a function that nobody waits for may take. */
const ASYNCHRONOUS_TIMEOUT_MS = 30_000;

/**
 * The ARN of a function, perhaps with a version or an alias.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:([\w-]+)(?::[\w$-]+)?$/;

/** Returns the name of a function, from its ARN with or without a version. Returns undefined for anything else. */
export function functionNameOf(functionArn: string): string | undefined {
  return FUNCTION_ARN.exec(functionArn)?.[1];
}

/** Invokes the modules and URLs that stand for functions, and leaves the other functions to another service, if there is one. */
export function localFunctions(options: Options): Functions {
  const { targets, modules, outgoing, others, logger, background } = options;

  function targetOf(functionArn: string): FunctionTarget | undefined {
    const names = [functionArn, functionNameOf(functionArn)];
    const name = names.find((one): one is string => one !== undefined && Object.hasOwn(targets, one));
    return name === undefined ? undefined : targets[name];
  }

  function run(functionArn: string, event: object, timing: { readonly timeoutMs: number }): Promise<unknown> {
    const target = targetOf(functionArn);
    if (target?.kind === 'module') return modules.call(target, functionArn, event, timing);
    if (target) return callUrl(outgoing, target.url, event, timing);
    if (others) return others.invoke(functionArn, { ...event }, timing);
    return Promise.reject(notFound());
  }

  function logFailure(functionArn: string, error: FunctionError): void {
    const where = whereIs(targetOf(functionArn), others?.endpoint);
    logger.warn('function.failed', { functionArn, where, reason: error.reason, error: error.errorName });
  }

  return {
    async invoke(functionArn, event, timing) {
      try {
        return await run(functionArn, event, timing);
      } catch (error) {
        // What the function itself says goes to whoever asked it.
        if (error instanceof FunctionError && error.reason !== 'function-error') logFailure(functionArn, error);
        throw error;
      }
    },

    async start(functionArn, event) {
      if (!others && !targetOf(functionArn)) {
        const error = notFound();
        logFailure(functionArn, error);
        throw error;
      }
      background(async () => {
        try {
          await run(functionArn, event, { timeoutMs: ASYNCHRONOUS_TIMEOUT_MS });
        } catch (error) {
          if (!(error instanceof FunctionError)) throw error;
          logFailure(functionArn, error);
        }
      });
    },
  };
}

function notFound(): FunctionError {
  return new FunctionError('not-found', { errorName: 'NotInConfiguration' });
}

/** Says where a function was looked for. A URL may have a secret behind its path. */
function whereIs(target: FunctionTarget | undefined, endpoint: string | undefined): string {
  if (target?.kind === 'module') return `${target.path}#${target.exportName}`;
  const url = target?.url ?? endpoint;
  if (url === undefined) return 'triggers of ownpool.config.json';
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
