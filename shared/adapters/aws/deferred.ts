import { sealDelivery } from '#core/messages/sealed-delivery.ts';
import type { Deferred } from '#ports/deferred.ts';
import type { Keyring } from '#ports/keys.ts';
import type { AwsOptions } from './client-config.ts';
import { lambdaFunctions } from './lambda.ts';

/**
 * Puts deliveries off by starting the function `functionArn` (functions/messages) asynchronously, which Lambda runs
 * again if it fails. Rejects with FunctionError when the function could not be started.
 */
export function lambdaDeferred(options: AwsOptions & { readonly functionArn: string }, keys: Keyring): Deferred {
  const functions = lambdaFunctions(options);
  return (delivery) => functions.start(options.functionArn, { sealed: sealDelivery(keys, delivery) });
}
