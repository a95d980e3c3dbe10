import { absenceStep } from '#core/absence.ts';
import type { Call } from '#core/call.ts';
import type { Change } from '#ports/records.ts';
import { chunkRemoval } from './chunks.ts';

/** Returns the steps of a commit that deletes an app client, after which nothing of the client's look is left. */
export async function lookRemoval(
  { deps }: Call,
  { poolId, id: clientId }: { readonly poolId: string; readonly id: string },
): Promise<readonly Change[]> {
  const id = { poolId, clientId };
  const { style, customization } = await deps.records.read({
    style: { kind: 'brandingStyle', id },
    customization: { kind: 'uiCustomization', id },
  });
  return [
    absenceStep('brandingStyle', id, style),
    ...(style ? chunkRemoval(style) : []),
    absenceStep('uiCustomization', id, customization),
  ];
}
