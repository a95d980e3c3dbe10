import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** What the edge sends, and what the functions accept: references that CloudFormation resolves, never the values. */
export type OriginSecrets = { readonly sent: string; readonly accepted: readonly string[] };

/**
 * The secret of a generation and of the next. Raising the generation by one changes the edge to a secret that the
 * functions know already, and afterwards the functions to the secret after it.
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
