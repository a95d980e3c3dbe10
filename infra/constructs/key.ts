import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
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
