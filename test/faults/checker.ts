import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { facetItems, fromItem, type Item } from '#adapters/dynamo/items.ts';
import { keyOf, keyText } from '#adapters/dynamo/keys.ts';
import { KINDS } from '#adapters/dynamo/kinds.ts';
import { chunkRemoval } from '#core/branding/chunks.ts';
import { memberOf } from '#core/domains/domain.ts';
import { type Group, type GroupCount, isMember } from '#core/groups/group.ts';
import type { Job } from '#core/jobs/job.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { RecordId, RecordKind, RecordOf } from '#ports/records.ts';

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
 * membership is in its user's own list and the other way round, its group exists or waits for its clearing, and the
 * groups of a pool are as many as are counted. What belongs to a client has one, and the images of styles are whole and
 * belong to one. Every domain is that of the pool that names it. Every client and resource server has a pool or waits for
 * its deletion.
 */
export async function inconsistencies(table: TableClient, keys: Keyring): Promise<readonly string[]> {
  return inconsistenciesAmong(await allItems(table), keys);
}

/** The same for items that have been read already. */
export function inconsistenciesAmong(items: readonly Item[], keys: Keyring): readonly string[] {
  const byKey = new Map(items.map((item) => [keyText(item), item]));
  const problems: string[] = [];

  const records = new Map<string, unknown[]>(Object.keys(KINDS).map((kind) => [kind, []]));
  for (const item of items) {
    if (!(item.t in KINDS)) continue;
    const record = fromItem(keys, item.t as RecordKind, item);
    if (record) records.get(item.t)?.push(record);
    else problems.push(`not authentic: ${item.pk} ${item.sk}`);
  }
  const decoded = <K extends RecordKind>(kind: K) => (records.get(kind) ?? []) as readonly RecordOf<K>[];
  const users = decoded('user');
  const jobs: readonly Job[] = decoded('job').filter(({ finished }) => !finished);
  const userAt = new Map(users.map((user) => [keyText(keyOf('user', user)), user]));
  const dying = new Set(jobs.map(whatGoes));
  const groups = decoded('group');

  const clients = new Set(decoded('client').map(({ poolId, id }) => `${poolId} ${id}`));
  const isDead = (poolId: string) => dying.has(`pool ${poolId}`);
  for (const kind of OF_CLIENT) {
    for (const { poolId, clientId } of decoded(kind)) {
      const owned = clientId === 'ALL' || clients.has(`${poolId} ${clientId}`) || isDead(poolId);
      if (!owned) problems.push(`${kind} without a client: ${poolId} ${clientId}`);
    }
  }
  const chunks = new Set(decoded('assetChunk').map(keyTextOfChunk));
  for (const style of decoded('brandingStyle').filter(({ poolId }) => !isDead(poolId))) {
    for (const change of chunkRemoval(style)) {
      if (change.op !== 'remove') continue;
      const key = keyTextOfChunk(change.before);
      if (!chunks.delete(key)) problems.push(`style without a part of an image: ${key}`);
    }
  }
  for (const { poolId, ...chunk } of decoded('assetChunk')) {
    const key = keyTextOfChunk({ poolId, ...chunk });
    if (chunks.has(key) && !isDead(poolId)) problems.push(`part of an image without a style: ${key}`);
  }

  for (const user of users) problems.push(...userProblems(user, byKey, keys));
  for (const name of decoded('name')) {
    const owner = userAt.get(keyText(keyOf('user', name)));
    if (!owner?.names.some((own) => own.value === name.name)) problems.push(`name without a user: ${name.name}`);
  }
  for (const membership of decoded('membership')) {
    const { poolId, sub, group, gid } = membership;
    const owner = userAt.get(keyText(keyOf('user', membership)));
    const isCleared = dying.has(`group ${gid}`) || dying.has(`U#${poolId}#${sub}`) || dying.has(`pool ${poolId}`);
    if (!isCleared && !(owner && isMember(owner, { gid }) && groups.some((one) => one.gid === gid))) {
      problems.push(`orphan: membership of ${sub} in ${group}`);
    }
  }
  for (const user of users) {
    for (const { name, gid } of user.groups ?? []) {
      const item = byKey.get(keyText(keyOf('membership', { ...user, group: name })));
      const isListed = item && fromItem(keys, 'membership', item)?.gid === gid;
      if (!isListed) problems.push(`${user.username} lacks its membership in ${name}`);
    }
  }
  problems.push(...miscounted(groups, decoded('groupCount'), dying));
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

/** What an unfinished job makes go. */
function whatGoes(job: Job): string {
  if (job.kind === 'delete-user') return `U#${job.poolId}#${job.sub}`;
  return job.kind === 'delete-group' ? `group ${job.gid}` : `pool ${job.poolId}`;
}

function miscounted(
  groups: readonly Group[],
  counts: readonly GroupCount[],
  dying: ReadonlySet<string>,
): readonly string[] {
  const pools = new Set([...groups, ...counts].map(({ poolId }) => poolId));
  return [...pools].flatMap((poolId) => {
    const there = groups.filter((group) => group.poolId === poolId).length;
    const counted = counts.find((count) => count.poolId === poolId)?.groups ?? 0;
    return there === counted || dying.has(`pool ${poolId}`) ? [] : [`${there} groups, not ${counted}, in ${poolId}`];
  });
}
/** The kinds of records that stand below a pool and belong to a client of it, or to all clients. */
const OF_CLIENT = ['brandingStyle', 'uiCustomization', 'terms', 'riskConfiguration'] as const;

const keyTextOfChunk = (chunk: RecordId<'assetChunk'>) => keyText(keyOf('assetChunk', chunk));

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
