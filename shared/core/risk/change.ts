import { absenceStep } from '#core/absence.ts';
import type { Call } from '#core/call.ts';
import { clientCheck } from '#core/clients/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { readPool } from '#core/pools/change.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, RecordId, Unversioned } from '#ports/records.ts';
import { checkWithoutThreatProtection } from './not-built.ts';
import { checkRanges, EVERY_CLIENT, type RiskConfiguration, type RiskSettings } from './risk-configuration.ts';

/** A pool, or one of its clients. CloudFormation names the pool by EVERY_CLIENT, and the API by no client. */
type Subject = { readonly poolId: string; readonly clientId?: string | undefined };

/**
 * Replaces what threat protection is to do for an app client or, without one, for all clients that have no configuration
 * of their own. Without any setting, the client goes back to that of the pool, and the pool to none. Throws
 * ResourceNotFoundException, InvalidParameterException for a wrong range of addresses, UserPoolAddOnNotEnabledException
 * for what needs threat protection, and TooManyRequestsException when other changes always come first.
 */
export function setRiskConfiguration(
  call: Call,
  { poolId, clientId }: Subject,
  settings: RiskSettings,
): Promise<Unversioned<'riskConfiguration'>> {
  const { clock, records } = call.deps;
  const id: RecordId<'riskConfiguration'> = { poolId, clientId: clientId ?? EVERY_CLIENT };
  return untilCommitted(async () => {
    const client = await loadSubject(call, { poolId, clientId });
    checkRanges(settings);
    checkWithoutThreatProtection(settings);
    const { before } = await records.read({ before: { kind: 'riskConfiguration', id } });
    const after: Unversioned<'riskConfiguration'> = { ...settings, ...id, modifiedAt: clock.now() };
    const lost = await records.commit([
      ...(client ? [clientCheck(client)] : []),
      Object.keys(settings).length === 0 ? absenceStep('riskConfiguration', id, before) : writeStep(before, after),
    ]);
    return lost ? AGAIN : after;
  });
}

/**
 * Returns what threat protection is to do for an app client: its own configuration or, if it has none, that of the pool.
 * The result is undefined when neither has one. Throws ResourceNotFoundException.
 */
export async function riskConfigurationOf(call: Call, subject: Subject): Promise<RiskConfiguration | undefined> {
  await loadSubject(call, subject);
  const { poolId, clientId } = subject;
  const ref = (id: string) => ({ kind: 'riskConfiguration', id: { poolId, clientId: id } }) as const;
  const { own, general } = await call.deps.records.read({
    own: isClient(clientId) ? ref(clientId) : undefined,
    general: ref(EVERY_CLIENT),
  });
  return own ?? general;
}

/** Returns the steps of a commit that deletes an app client, after which the client has no risk configuration. */
export async function riskRemoval(
  { deps }: Call,
  { poolId, id: clientId }: { readonly poolId: string; readonly id: string },
): Promise<readonly Change[]> {
  const id = { poolId, clientId };
  const { seen } = await deps.records.read({ seen: { kind: 'riskConfiguration', id } });
  return [absenceStep('riskConfiguration', id, seen)];
}

async function loadSubject(call: Call, { poolId, clientId }: Subject) {
  if (isClient(clientId)) return (await loadClient(call, poolId, clientId)).client;
  await readPool(call, poolId);
  return undefined;
}

const isClient = (clientId: string | undefined): clientId is string =>
  clientId !== undefined && clientId !== EVERY_CLIENT;

function writeStep(before: RiskConfiguration | undefined, after: Unversioned<'riskConfiguration'>): Change {
  return before
    ? { op: 'update', kind: 'riskConfiguration', before, after }
    : { op: 'create', kind: 'riskConfiguration', value: after };
}
