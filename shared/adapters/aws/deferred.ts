import { sealDelivery } from '#core/messages/sealed-delivery.ts';
import type { Deferred } from '#ports/deferred.ts';
import type { Keyring } from '#ports/keys.ts';
import type { AwsOptions } from './client-config.ts';

/**
 * Puts deliveries off by starting the function `functionArn` (functions/messages) asynchronously, which Lambda runs
 * again if it fails. Its client is loaded when it is first needed, so that the start of a function does not pay for it.
 * Rejects with FunctionError when the function could not be started.
 */
export function lambdaDeferred(options: AwsOptions & { readonly functionArn: string }, keys: Keyring): Deferred {
  const load = async () => (await import('./lambda.ts')).lambdaFunctions(options);
  let functions: ReturnType<typeof load> | undefined;
  return async (delivery) => {
    functions ??= load();
    await (await functions).start(options.functionArn, { sealed: sealDelivery(keys, delivery) });
  };
}
