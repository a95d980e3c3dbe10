import type { SenderCodes } from '#ports/sender-codes.ts';
import type { AwsOptions } from './client-config.ts';

/**
 * Encrypts codes under the KMS keys that pools name. The AWS Encryption SDK is loaded with the first code, because most
 * pools have no custom sender.
 */
export function awsSenderCodes(options: AwsOptions): SenderCodes {
  let loaded: Promise<SenderCodes> | undefined;
  return {
    async encrypt(...given) {
      loaded ??= import('./kms-sender-codes.ts').then(({ kmsSenderCodes }) => kmsSenderCodes(options));
      return (await loaded).encrypt(...given);
    },
  };
}
