import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { facetItems } from '#adapters/dynamo/items.ts';
import { keyOf, rangeBelow } from '#adapters/dynamo/keys.ts';
import { counterKeys, KINDS } from '#adapters/dynamo/kinds.ts';
import type { ChildKind, RecordKind } from '#ports/records.ts';
import { create, openRecords, POOL } from './fixture.ts';
import { RECORD_VALUES } from './form-values.ts';

const NAMES = Object.keys(KINDS) as readonly RecordKind[];

describe('the kinds of records', () => {
  it('share partitions, but never the beginning of a sort key', () => {
    const items = [
      ...NAMES.map((kind) => ({ of: kind, ...keyOf(kind, RECORD_VALUES[kind] as never) })),
      ...facetItems(RECORD_VALUES.user).map(({ pk, sk }) => ({ of: 'facet', pk, sk })),
      ...counterKeys(POOL).map((key) => ({ of: 'counter', ...key })),
    ];
    for (const kind of NAMES) {
      const { pk, prefix } = rangeBelow(kind as ChildKind, RECORD_VALUES[kind] as never);
      const found = items.filter((item) => item.pk === pk && item.sk.startsWith(prefix));
      expect(found.map(({ of }) => of)).toStrictEqual([kind]);
    }
  });

  it('have forms that can stand in front of what is sealed', () => {
    for (const { form } of Object.values(KINDS)) expect([...Array(32).keys()].slice(1)).toContain(form);
  });

  it('go with their pool, but for what expires by itself and what is no part of it', async () => {
    const store = await openRecords();
    // A user brings its names along.
    const kinds = NAMES.filter((kind) => kind !== 'name');
    await store.commit(...kinds.map((kind) => create(kind, RECORD_VALUES[kind] as never)));
    while (!(await store.records.erasePool(POOL, 10)).over);
    const { Items = [] } = await store.table.client.send(new ScanCommand({ TableName: store.table.tableName }));
    const staying: readonly RecordKind[] = ['accessKey', 'attempts', 'authSession', 'job', 'limits'];
    expect(Items.map(({ t }) => t?.S).sort()).toStrictEqual(staying);
  });
});
