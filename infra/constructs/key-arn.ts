const KEY_ARN = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):key\/([\w-]+)$/;

export const KEY_ARN_EXAMPLE = 'arn:aws:kms:eu-west-1:111122223333:key/ID';

/** The parts of a KMS key's ARN; undefined for anything else, that of an alias too: policies know keys by their own. */
export function parseKeyArn(
  text: string,
): { readonly region: string; readonly account: string; readonly id: string } | undefined {
  const [, region, account, id] = KEY_ARN.exec(text) ?? [];
  return region && account && id ? { region, account, id } : undefined;
}
