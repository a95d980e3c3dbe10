import { guardedClient } from '#adapters/http/guarded.ts';
import { localFunctions } from '#adapters/local/functions.ts';
import { lambdaEndpoint } from '#adapters/local/lambda-endpoint.ts';
import { moduleFunctions } from '#adapters/local/module-functions.ts';
import type { Functions } from '#ports/functions.ts';
import type { Logger } from '#ports/logger.ts';
import type { Config } from '#runtime/config.ts';
import type { ConfigFile } from '#runtime/config-file.ts';

/** Opens what invokes the functions of pools on this machine, as docs/triggers.md describes it. `stop` ends their threads. */
export function openFunctions(
  { lambdaEndpoint: endpoint, region }: Pick<Config, 'lambdaEndpoint' | 'region'>,
  { triggers, allowedNetworks }: ConfigFile,
  logger: Logger,
  background: (work: () => Promise<void>) => void,
): Functions & { readonly stop: () => Promise<void> } {
  // The log of a function is the output of this process, and so is what it says when it crashes.
  const modules = moduleFunctions({ onCrash: (path, error) => console.error(`${path} ended:`, error) });
  const functions = localFunctions({
    targets: triggers,
    modules,
    outgoing: guardedClient({ loopback: true, allowed: allowedNetworks }),
    ...(endpoint && { others: { endpoint, ...lambdaEndpoint(endpoint, region) } }),
    logger,
    background,
  });
  return { ...functions, stop: modules.stop };
}
