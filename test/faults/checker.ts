import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { facetItems, fromItem, type Item } from '#adapters/dynamo/items.ts';
import { keyOf, keyText } from '#adapters/dynamo/keys.ts';
import { KINDS } from '#adapters/dynamo/kinds.ts';
import { memberOf } from '#core/domains/domain.ts';
import type { Job } from '#core/jobs/job.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { RecordKind } from '#ports/records.ts';

/** Every item of the table. Only tests may scan. */
export async function allItems({ client, tableName }: TableClient): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...((page.Items ?? []) as Item[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/**
 * What is wrong with the table as a whole, one line each; empty when nothing is. Every name leads to a user that has it,
 * every user has its names and facets and no others, everything below a user has one or waits for its deletion. Every
 * domain is that of the pool that names it. Every client and resource server has a pool or waits for its deletion.
 */
export async function inconsistencies(table: TableClient, keys: Keyring): Promise<readonly string[]> {
  return inconsistenciesAmong(await allItems(table), keys);
}

/** The same for items that have been read already. */
export function inconsistenciesAmong(items: readonly Item[], keys: Keyring): readonly string[] {
  const byKey = new Map(items.map((item) => [keyText(item), item]));
  const problems: string[] = [];

  for (const item of items) {
    if (item.t in KINDS && !fromItem(keys, item.t as RecordKind, item))
      problems.push(`not authentic: ${item.pk} ${item.sk}`);
  }
  const decoded = <K extends RecordKind>(kind: K) =>
    items.filter((item) => item.t === kind).flatMap((item) => fromItem(keys, kind, item) ?? []);
  const users = decoded('user');
  const jobs: readonly Job[] = decoded('job').filter(({ finished }) => !finished);
  const userAt = new Map(users.map((user) => [keyText(keyOf('user', user)), user]));
  const dying = new Set(
    jobs.map((job) => (job.kind === 'delete-user' ? `U#${job.poolId}#${job.sub}` : `pool ${job.poolId}`)),
  );

  for (const user of users) problems.push(...userProblems(user, byKey, keys));
  for (const name of decoded('name')) {
    const owner = userAt.get(keyText(keyOf('user', name)));
    if (!owner?.names.some((own) => own.value === name.name)) problems.push(`name without a user: ${name.name}`);
  }
  const pools = new Map(decoded('pool').map((pool) => [pool.id, pool]));
  const isKept = (poolId: string) => pools.has(poolId) || dying.has(`pool ${poolId}`);
  const domains = new Map(decoded('domain').map((domain) => [domain.domain, domain]));
  for (const domain of domains.values()) {
    if (pools.get(domain.poolId)?.[memberOf(domain)] !== domain.domain)
      problems.push(`domain without a pool: ${domain.domain}`);
  }
  for (const { id, domain, customDomain } of pools.values()) {
    for (const named of [domain, customDomain]) {
      if (named !== undefined && domains.get(named)?.poolId !== id) problems.push(`${id} lacks its domain ${named}`);
    }
  }
  for (const { id, poolId } of decoded('client')) if (!isKept(poolId)) problems.push(`client without a pool: ${id}`);
  for (const { identifier, poolId } of decoded('resourceServer')) {
    if (!isKept(poolId)) problems.push(`resource server without a pool: ${identifier}`);
  }
  for (const item of items) {
    if (!item.pk.startsWith('U#') || item.sk === '#') continue;
    const owner = userAt.get(keyText({ pk: item.pk, sk: '#' }));
    // Names that lead to nobody get codes like those that do; DynamoDB takes them when they have expired.
    const isDecoy = item.t === 'code' && item.ttl !== undefined;
    const isDying = dying.has(item.pk) || dying.has(`pool ${item.pk.split('#')[1]}`);
    if (owner ? item.t === 'facet' && !isFacetOf(owner, item) : !isDying && !isDecoy) {
      problems.push(`orphan: ${item.pk} ${item.sk}`);
    }
  }
  return problems;
}

function userProblems(user: User, byKey: ReadonlyMap<string, Item>, keys: Keyring): readonly string[] {
  const problems: string[] = [];
  for (const { value } of user.names) {
    const item = byKey.get(keyText(keyOf('name', { poolId: user.poolId, name: value })));
    const pointer = item && fromItem(keys, 'name', item);
    if (pointer?.sub !== user.sub) problems.push(`${user.username} lacks its name ${value}`);
  }
  for (const facet of facetItems(user)) {
    if (byKey.get(keyText(facet))?.gsi1sk !== facet.gsi1sk)
      problems.push(`${user.username} lacks its facet ${facet.sk}`);
  }
  return problems;
}

function isFacetOf(user: User, item: Item): boolean {
  return facetItems(user).some((facet) => facet.sk === item.sk && facet.gsi1sk === item.gsi1sk);
}
