import { awsFunctions } from '#adapters/aws/triggers.ts';
import type { Functions } from '#ports/functions.ts';
import { functionNameOf } from './functions.ts';

/** What a service on this machine accepts, because it does not check signatures. */
const ANY_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The hosts of AWS itself. */
const AWS = /\.amazonaws\.com(\.cn)?$/;

/**
 * Invokes functions in a service with the API of Lambda, such as `sam local start-lambda`. These services know a
 * function by its name, while AWS also has functions of other accounts and is asked with the whole ARN.
 */
export function lambdaEndpoint(endpoint: string, region: string): Pick<Functions, 'invoke'> {
  if (AWS.test(new URL(endpoint).hostname)) return awsFunctions({ region, endpoint });
  const functions = awsFunctions({ region, endpoint, credentials: ANY_CREDENTIALS });
  return {
    invoke: (functionArn, ...given) => functions.invoke(functionNameOf(functionArn) ?? functionArn, ...given),
  };
}
