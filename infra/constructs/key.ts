import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Wraps the data keys. Without it the table is worth nothing, so it outlives the stack; replicas need multi-Region. */
export function key(scope: Construct): Key {
  return new Key(scope, 'Key', {
    description: 'Wraps the data keys of Ownpool',
    multiRegion: true,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** The key of an earlier stack, which takes the place of the stack's own. Its policy is not the stack's to change. */
export function existing(scope: Construct, keyArn: string): IKey {
  return Key.fromKeyArn(scope, 'ExistingKey', keyArn);
}
