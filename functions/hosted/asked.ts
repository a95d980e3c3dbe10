import type { ChallengeName } from '#core/challenges/auth-session.ts';
import type { SignInResult } from '#core/challenges/ending.ts';
import type { WebCall } from '#protocol/web/web-call.ts';

/** A challenge as a step of a sign-in leads to it. */
export type NextChallenge = Extract<SignInResult, { readonly challenge: ChallengeName }>;

/** What the page of a challenge shows. The API leaves that to the app; here it stays with the form, in sealed form. */
export type Asked = Pick<NextChallenge, 'challenge' | 'parameters' | 'available'> & {
  /** The user name as the person has typed it in. */
  readonly name?: string;
};

const context = (poolId: string): string => `asked|${poolId}`;

/** Seals what a page shows, so that the page can be shown again when the answer was wrong. */
export function sealAsked({ deps, pool }: WebCall, { challenge, parameters, available, name }: Asked): string {
  const asked: Asked = { challenge, parameters, ...(available && { available }), ...(name && { name }) };
  return deps.keys.sealToken('session', context(pool.id), Buffer.from(JSON.stringify(asked)));
}

/** Opens what a page has shown. Returns undefined for a text that is not of this pool's pages. */
export function openAsked({ deps, pool }: WebCall, sealed: string): Asked | undefined {
  const data = deps.keys.openToken('session', context(pool.id), sealed);
  return data && (JSON.parse(data.toString()) as Asked);
}
