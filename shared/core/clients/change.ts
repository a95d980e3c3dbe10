import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Change } from '#ports/records.ts';

const ATTEMPTS = 4;

/**
 * Commits the change of a client that `prepare` makes of what the table says, and forgets the cached client. When another
 * request was faster, `prepare` runs again, as a replacement or a removal does not depend on what was there.
 * Throws ConcurrentModificationException when others are faster time and again, and what `prepare` throws.
 */
export async function changeClient<T>(
  { deps }: Call,
  clientId: string,
  prepare: () => Promise<{ readonly change: Change<'client'>; readonly result: T }>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { change, result } = await prepare();
    const lost = await deps.records.commit([change]);
    deps.configuration.forget(clientId);
    if (!lost) return result;
  }
  return fail('ConcurrentModificationException');
}
