import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * The secrets that the edge sends and that the functions accept. They are references that CloudFormation resolves,
 * never the values.
 */
export type OriginSecrets = { readonly sent: string; readonly accepted: readonly string[] };

/**
 * Creates the secret of a generation and that of the next one. When the generation is raised by one, the edge first
 * changes to a secret that the functions already accept, and then the functions accept the secret after it.
 */
export function originSecrets(scope: Construct, generation: number): OriginSecrets {
  const [sent, next] = [generation, generation + 1].map((n) =>
    new Secret(scope, `OriginSecret${n}`, {
      description: `Ownpool: proves that a request came through CloudFront, generation ${n}`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    }).secretValue.unsafeUnwrap(),
  ) as [string, string];
  return { sent, accepted: [sent, next] };
}
