import { absenceStep } from '#core/absence.ts';
import type { Call } from '#core/call.ts';
import { clientCheck } from '#core/clients/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { fail } from '#core/errors.ts';
import { readPool, turnStep } from '#core/pools/change.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { checkLinks, MOST_TERMS, TERMS_NAMES, type Terms, type TermsName } from './terms.ts';

type OwnTerms = Pick<Terms, 'poolId' | 'clientId' | 'name'>;
type TermsRef = { readonly poolId: string; readonly id: string };

/**
 * Creates a terms document of an app client. Throws ResourceNotFoundException, InvalidParameterException for a link that
 * is no web address, TermsExistsException when the client has a document of that name, LimitExceededException when the
 * pool has as many documents as it may have, and ConcurrentModificationException when other changes always come first.
 */
export function createTerms(
  call: Call,
  given: Pick<Terms, 'poolId' | 'clientId' | 'name' | 'source' | 'enforcement' | 'links'>,
): Promise<Unversioned<'terms'>> {
  const { clock, random, records } = call.deps;
  return untilCommitted(async () => {
    const { pool, client } = await loadClient(call, given.poolId, given.clientId);
    checkLinks(given.links);
    const { values: others } = await records.within('terms', given);
    checkFree(given, others);
    if (others.length >= MOST_TERMS) {
      fail('LimitExceededException', `A user pool can have at most ${MOST_TERMS} terms documents.`);
    }
    const now = clock.now();
    const terms: Unversioned<'terms'> = { ...given, id: random.uuid(), createdAt: now, modifiedAt: now };
    const lost = await records.commit([
      turnStep(pool),
      clientCheck(client),
      { op: 'create', kind: 'terms', value: terms },
    ]);
    return lost ? AGAIN : terms;
  }, 'ConcurrentModificationException');
}

/** Returns a terms document by its id. Throws ResourceNotFoundException. */
export async function findTerms(call: Call, ref: TermsRef): Promise<Terms> {
  return (await findAmongAll(call, ref)).terms;
}

/**
 * Changes a terms document; of what `given` omits, everything is kept. Throws ResourceNotFoundException,
 * InvalidParameterException for a link that is no web address, TermsExistsException when the client has another document
 * of the new name, and ConcurrentModificationException when other changes always come first.
 */
export function updateTerms(
  call: Call,
  ref: TermsRef,
  given: Partial<Pick<Terms, 'name' | 'source' | 'enforcement' | 'links'>>,
): Promise<Unversioned<'terms'>> {
  const { clock, records } = call.deps;
  return untilCommitted(async () => {
    const { terms: before, all } = await findAmongAll(call, ref);
    if (given.links) checkLinks(given.links);
    const after: Unversioned<'terms'> = { ...before, ...given, modifiedAt: clock.now() };
    // The name is part of the key: a document with another name is another record.
    const isRenamed = after.name !== before.name;
    if (isRenamed) checkFree(after, all);
    const steps: readonly Change[] = isRenamed
      ? [
          { op: 'remove', kind: 'terms', before },
          { op: 'create', kind: 'terms', value: after },
        ]
      : [{ op: 'update', kind: 'terms', before, after }];
    return (await records.commit(steps)) ? AGAIN : after;
  }, 'ConcurrentModificationException');
}

/**
 * Deletes a terms document. Throws ResourceNotFoundException, and ConcurrentModificationException when other changes
 * always come first.
 */
export async function deleteTerms(call: Call, ref: TermsRef): Promise<void> {
  await untilCommitted(async () => {
    const before = await findTerms(call, ref);
    const lost = await call.deps.records.commit([{ op: 'remove', kind: 'terms', before }]);
    return lost && AGAIN;
  }, 'ConcurrentModificationException');
}

/** Returns the terms documents of an app client, which are undefined where the client has none. */
export async function termsOf(
  { deps }: Call,
  poolId: string,
  clientId: string,
): Promise<Readonly<Record<TermsName, Terms | undefined>>> {
  const ref = (name: TermsName) => ({ kind: 'terms', id: { poolId, clientId, name } }) as const;
  return deps.records.read({ 'terms-of-use': ref('terms-of-use'), 'privacy-policy': ref('privacy-policy') });
}

/** Returns the steps of a commit that deletes an app client, after which the client has no terms documents. */
export async function termsRemoval(
  call: Call,
  { poolId, id: clientId }: { readonly poolId: string; readonly id: string },
): Promise<readonly Change[]> {
  const seen = await termsOf(call, poolId, clientId);
  return TERMS_NAMES.map((name) => absenceStep('terms', { poolId, clientId, name }, seen[name]));
}

/** A pool has few documents, so the one with an id is looked for among all. */
async function findAmongAll(call: Call, { poolId, id }: TermsRef) {
  await readPool(call, poolId);
  const { values: all } = await call.deps.records.within('terms', { poolId });
  const terms = all.find((one) => one.id === id.toLowerCase());
  return { all, terms: terms ?? fail('ResourceNotFoundException', `Terms ${id} does not exist.`) };
}

function checkFree({ clientId, name }: OwnTerms, others: readonly Terms[]): void {
  if (others.some((other) => other.clientId === clientId && other.name === name)) {
    fail('TermsExistsException', `Terms ${name} already exists for app client ${clientId}.`);
  }
}
