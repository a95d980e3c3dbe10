import type { ClientCall } from '#core/call.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { type FirstFactor, passkeyParty } from '#core/mfa/first-factors.ts';
import type { Level } from '#core/pools/acr.ts';
import type { SsoSession } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import type { SignInResult } from './ending.ts';
import { findOrMigrate } from './migration.ts';
import { requiredParameter } from './parameters.ts';
import { judgePassword } from './password.ts';
import { type Aim, type Climber, firstInReach } from './step-up.ts';
import { beginChoosing } from './user-auth.ts';

/** What an app asks of a sign-in on the pages. */
type Wanted = {
  /** The levels, in order of preference. */
  readonly levels: readonly Level[];
  /** The SSO session whose factors count as passed. */
  readonly standing?: { readonly ssoSession: SsoSession; readonly user: User };
};

/** Returns the proofs with which a sign-in on the pages may begin at a client, or undefined for all of the pool. */
export function beginsOf({ client }: Pick<ClientCall, 'client'>): readonly FirstFactor[] | undefined {
  return allowsFlow(client, 'USER_AUTH') ? undefined : ['PASSWORD'];
}

/**
 * Begins a sign-in on a page with name and password. It aims at the first level that the user can reach with them. Throws
 * like signInWithPassword.
 */
export async function signInOnPage(
  call: ClientCall,
  parameters: { readonly USERNAME: string; readonly PASSWORD: string },
  { levels }: Pick<Wanted, 'levels'>,
): Promise<SignInResult> {
  const password = requiredParameter(parameters, 'PASSWORD');
  const signer = await findOrMigrate(call, parameters, password);
  const { user } = signer.found;
  const climber = user && { user, sub: user.sub, rpId: await passkeyParty(call), begins: ['PASSWORD'] as const };
  const aim = climber && levels.length > 0 ? aimOnPage(call, { levels }, climber) : {};
  return judgePassword(call, { ...signer, signIn: { ...signer.signIn, ...aim } }, password);
}

/**
 * Begins a sign-in on a page in which the person chooses how to go on, or goes on with the factor that an SSO session
 * lacks. Throws like beginByChoice.
 */
export function chooseOnPage(
  call: ClientCall,
  parameters: { readonly USERNAME: string; readonly PASSWORD?: string },
  wanted: Wanted,
): Promise<SignInResult> {
  const { USERNAME, PASSWORD } = parameters;
  const isAiming = wanted.levels.length > 0;
  return beginChoosing(
    call,
    { USERNAME, ...(PASSWORD !== undefined && { PASSWORD, PREFERRED_CHALLENGE: 'PASSWORD' }) },
    isAiming ? (climber) => aimOnPage(call, wanted, { ...climber, ...begins(call) }) : undefined,
  );
}

/**
 * Returns the aim of a sign-in on a page. If the user can reach none of the levels, it is the lowest of them: the sign-in
 * then fails once the password is proved, so that nobody else learns which factors the user has.
 */
function aimOnPage({ pool }: ClientCall, { levels, standing }: Wanted, climber: Climber): Aim {
  const token = standing?.user.sub === climber.sub ? { user: standing.user, family: standing.ssoSession } : undefined;
  const { target, passed } = firstInReach(pool, { levels, ...(token && { token }) }, climber);
  return { target: target ?? (Math.min(...levels) as Level), passed };
}

function begins(call: ClientCall): Pick<Climber, 'begins'> {
  const some = beginsOf(call);
  return some ? { begins: some } : {};
}
