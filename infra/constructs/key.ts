import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * Creates the key that wraps the data keys. The table is worthless without it, so it outlives the stack. It is a
 * multi-Region key so that it can be replicated.
 */
export function key(scope: Construct): Key {
  return new Key(scope, 'Key', {
    description: 'Wraps the data keys of Ownpool',
    multiRegion: true,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** Refers to the key of an earlier stack, which replaces the stack's own. The stack can't change its policy. */
export function existing(scope: Construct, keyArn: string): IKey {
  return Key.fromKeyArn(scope, 'ExistingKey', keyArn);
}
