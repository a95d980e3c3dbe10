const KEY_ARN = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):key\/([\w-]+)$/;

export const KEY_ARN_EXAMPLE = 'arn:aws:kms:eu-west-1:111122223333:key/ID';

/**
 * Parses the ARN of a KMS key. Returns undefined for anything else, including the ARN of an alias, because policies
 * know a key only by its own ARN.
 */
export function parseKeyArn(
  text: string,
): { readonly region: string; readonly account: string; readonly id: string } | undefined {
  const [, region, account, id] = KEY_ARN.exec(text) ?? [];
  return region && account && id ? { region, account, id } : undefined;
}
