import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { INDEX_NAME } from '#adapters/dynamo/keys.ts';
import type { OwnpoolProps } from './props.ts';

/**
 * Creates the one table (docs/table.md), which shared/adapters/dynamo/create-table.ts creates locally. It outlives the
 * stack.
 */
export function table(
  scope: Construct,
  { warmThroughput: warm, deletionProtection = true }: Pick<OwnpoolProps, 'warmThroughput' | 'deletionProtection'>,
): TableV2 {
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const capacity = warm && {
    warmThroughput: { readUnitsPerSecond: warm.readUnits, writeUnitsPerSecond: warm.writeUnits },
  };
  return new TableV2(scope, 'Table', {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    globalSecondaryIndexes: [
      {
        indexName: INDEX_NAME,
        partitionKey: text('gsi1pk'),
        sortKey: text('gsi1sk'),
        projectionType: ProjectionType.KEYS_ONLY,
        ...capacity,
      },
    ],
    timeToLiveAttribute: 'ttl',
    billing: Billing.onDemand(),
    // Records are sealed before they reach the table, so DynamoDB's own key is enough.
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection,
    removalPolicy: RemovalPolicy.RETAIN,
    ...capacity,
  });
}

/** Refers to the table that replaces the stack's own after a restoration. */
export function restored(scope: Construct, tableName: string): ITableV2 {
  return TableV2.fromTableAttributes(scope, 'RestoredTable', { tableName, globalIndexes: [INDEX_NAME] });
}
