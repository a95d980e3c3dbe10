import type { Call } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import type { GroupSettings } from './group.ts';
import { loadGroup } from './load.ts';

/**
 * Sets the given members of a group and keeps the others. Changes that come at the same time are made one after the
 * other, so none is lost. Throws ResourceNotFoundException, and TooManyRequestsException when other changes always come
 * first.
 */
export function changeGroup(
  call: Call,
  { poolId, name }: { readonly poolId: string; readonly name: string },
  settings: GroupSettings,
): Promise<Unversioned<'group'>> {
  const { deps } = call;
  return untilCommitted(async () => {
    const { group: before } = await loadGroup(call, poolId, name);
    const after = { ...before, ...settings, modifiedAt: deps.clock.now() };
    const lost = await deps.records.commit([{ op: 'update', kind: 'group', before, after }]);
    deps.configuration.forget(before.gid);
    return lost ? AGAIN : after;
  });
}
