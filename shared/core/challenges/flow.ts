import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Keys } from '#ports/keys.ts';

/** The challenges that this version can give; the names are the API's. */
export type ChallengeName = 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED';

/**
 * A sign-in in progress: what a Session or SECRET_BLOCK carries, sealed. Times are epoch milliseconds.
 * `step` counts the steps that succeeded before this one; from 1 on the table holds the same number, so that each
 * Session succeeds once.
 */
export type Flow = {
  /** `event_id` of the tokens it may end in. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  /** The name that the client was told, and answers with. */
  readonly username: string;
  /** Hash of the name that it asked with: of one length, whoever asks. See nameHash. */
  readonly asked: string;
  readonly stamp: string;
  readonly challenge: ChallengeName;
  readonly step: number;
  readonly expiresAt: number;
  /** Of PASSWORD_VERIFIER: the public values and the server's secret exponent, in hex. */
  readonly srp?: { readonly a: string; readonly b: string; readonly secret: string };
};

/** The step that a sign-in of several steps has reached. */
export type FlowStep = {
  readonly flowId: string;
  readonly step: number;
  readonly expiresAt: number;
  readonly version: number;
};

const CONTEXT = 'flow';

export function sealFlow(keys: Keys, flow: Flow): string {
  return keys.sealToken('session', CONTEXT, Buffer.from(JSON.stringify(flow)));
}

/** Throws NotAuthorizedException for a session that is forged, of another client or challenge, or expired. */
export function openFlow({ deps, pool, client }: ClientCall, session: string, challenge: ChallengeName): Flow {
  const data = deps.keys.openToken('session', CONTEXT, session);
  const flow = data && (JSON.parse(data.toString()) as Flow);
  const matches = flow?.poolId === pool.id && flow.clientId === client.id && flow.challenge === challenge;
  if (!flow || !matches) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  if (flow.expiresAt <= deps.clock.now()) fail('NotAuthorizedException', TEXT.sessionExpired);
  return flow;
}
