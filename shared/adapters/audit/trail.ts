import type { Audit } from '#ports/audit.ts';
import type { Keyring } from '#ports/keys.ts';
import { type AddressForm, addressKeeper } from './address.ts';

/**
 * Makes the audit trail that hands over lines of JSON, without the end of the line, to `write`, which must not reject.
 * Only the members that are named here can be in a line. A line about nobody takes the same steps as one about a user; it
 * is only shorter, by the sub.
 */
export function auditTrail(
  { keys, addresses }: { readonly keys: Keyring; readonly addresses: AddressForm },
  write: (line: string) => Promise<void>,
): Audit {
  const kept = addressKeeper(addresses, keys);
  return {
    record: (event) =>
      write(
        JSON.stringify({
          event: 'audit',
          time: new Date(event.time).toISOString(),
          operation: event.operation,
          result: event.result,
          outcome: event.outcome,
          challenge: event.challenge,
          recoveryCodesLeft: event.recoveryCodesLeft,
          acceptedTerms: event.acceptedTerms?.map(({ id, modifiedAt, link }) => ({
            id,
            modifiedAt: new Date(modifiedAt).toISOString(),
            link,
          })),
          accessKey: event.accessKey,
          poolId: event.poolId,
          clientId: event.clientId,
          sub: event.sub,
          others: event.others,
          source: kept(event.address),
          requestId: event.requestId,
          edgeRequestId: event.edgeRequestId,
        }),
      ),
  };
}
