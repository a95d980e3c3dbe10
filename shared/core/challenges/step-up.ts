import type { ClientCall } from '#core/call.ts';
import { deviceRef, unforgotten } from '#core/devices/device.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type FirstFactor, type FirstFactorUser, firstFactors, hasPassword } from '#core/mfa/first-factors.ts';
import { secondFactors } from '#core/mfa/second-factors.ts';
import { type Level, levelNamed } from '#core/pools/acr.ts';
import type { Pool } from '#core/pools/pool.ts';
import { requireMoreThanLite } from '#core/pools/tier.ts';
import { verifyAccessToken } from '#core/tokens/access-token.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { User } from '#core/users/user.ts';
import type { Passed } from './auth-session.ts';
import { levelOf, type PassedFactor } from './levels.ts';
import { parameter } from './parameters.ts';

type Parameters = Readonly<Record<string, string>>;

/** What a client asks of a sign-in by choice: levels in order of preference, and the sign-in that it builds on. */
export type StepUp = {
  readonly levels: readonly Level[];
  readonly token?: Earlier;
};

/** A sign-in of the past, whose tokens or session somebody has, and its user as read then. */
type Earlier = { readonly user: User; readonly family: Pick<TokenFamily, 'amr' | 'authTime' | 'acr'> };

/** Who is to reach a level, and how. `user` may be an imaginary one. */
export type Climber = {
  readonly user: FirstFactorUser & { readonly stamp?: string };
  readonly sub: string;
  readonly rpId: string | undefined;
  /** The proofs with which the sign-in can begin, where not all that the user has. */
  readonly begins?: readonly FirstFactor[];
};

/** The level that a sign-in aims at, and the factors that count as passed already. */
export type Aim = { readonly target: Level; readonly passed: Passed };

const unreachable = () =>
  fail('NotAuthorizedException', 'The user has no factors to reach a level of TARGET_ACR_VALUES.');

/**
 * Reads what the client asks for, and verifies ACCESS_TOKEN. Returns undefined for a sign-in without a target. A token
 * that is older than MAX_AGE allows, or than the user's password or another change of the user's factors, is not built
 * on, and stays valid. Throws InvalidParameterException, FeatureUnavailableInTierException, and NotAuthorizedException for
 * a token that is not valid, another client's, or of a device that was forgotten.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export async function stepUpOf(call: ClientCall, parameters: Parameters): Promise<StepUp | undefined> {
  const { pool, client, deps } = call;
  const wanted = parameter(parameters, 'TARGET_ACR_VALUES');
  const given = parameter(parameters, 'ACCESS_TOKEN');
  const maxAge = maxAgeOf(parameters);
  if (wanted === undefined) {
    if (given !== undefined) fail('InvalidParameterException', 'ACCESS_TOKEN requires TARGET_ACR_VALUES.');
    return undefined;
  }
  requireMoreThanLite(pool, 'Step-Up Authentication');
  const levels = wanted.split(' ').flatMap((name) => levelNamed(pool, name) ?? []);
  if (levels.length === 0) fail('InvalidParameterException', 'TARGET_ACR_VALUES names no level of the user pool.');
  if (given === undefined) return { levels };
  const token = await verifyAccessToken(call, given);
  if (token.client.id !== client.id) fail('NotAuthorizedException', 'Invalid Access Token');
  const { user, family } = token;
  if (await isOfForgottenDevice(call, family)) fail('NotAuthorizedException', TEXT.accessTokenRevoked);
  const isOld = maxAge !== undefined && deps.clock.now() - family.authTime > maxAge * 1000;
  const isOutdated = (user.proofEpoch ?? 0) !== (family.proofEpoch ?? 0);
  return { levels, ...(!isOld && !isOutdated && { token: { user, family } }) };
}

/** Whoever holds a device that was forgotten must not get tokens of another one with those that it still has. */
async function isOfForgottenDevice({ deps }: ClientCall, family: TokenFamily): Promise<boolean> {
  if (family.deviceKey === undefined) return false;
  const { device } = await deps.records.read({ device: deviceRef(family, family.deviceKey) });
  return device !== undefined && !unforgotten(device);
}

function maxAgeOf(parameters: Parameters): number | undefined {
  const given = parameter(parameters, 'MAX_AGE');
  if (given === undefined) return undefined;
  if (!/^\d+$/.test(given)) fail('InvalidParameterException', 'MAX_AGE must be a number of seconds.');
  return Number(given);
}

/**
 * Returns the level that the sign-in aims at, the first one that the user can reach, and the factors that count as
 * passed already. Throws NotAuthorizedException for a token of another user, for one that has reached the level, and if
 * the user can reach none.
 */
export function aimOf({ pool }: ClientCall, stepUp: StepUp, climber: Climber): Aim {
  const { token: given } = stepUp;
  if (given && given.user.sub !== climber.sub) fail('NotAuthorizedException', 'ACCESS_TOKEN is not that of the user.');
  const { target = unreachable(), passed } = firstInReach(pool, stepUp, climber);
  const token = given && isUnchanged(given, climber) ? given : undefined;
  const reached = token ? Math.max(levelNamed(pool, token.family.acr ?? '') ?? 0, levelIfAny(passed)) : 0;
  if (reached >= target) fail('NotAuthorizedException', 'The access token has reached the requested level already.');
  return { target, passed };
}

/** Returns the first level that the user can reach, if there is one, and the factors that count as passed already. */
export function firstInReach(
  pool: Pool,
  { levels, token }: StepUp,
  climber: Climber,
): { readonly target: Level | undefined; readonly passed: Passed } {
  const { user, rpId, begins } = climber;
  const passed = token && isUnchanged(token, climber) ? creditOf(pool, token, rpId) : [];
  const open = firstFactors(pool, user, rpId).filter((factor) => begins?.includes(factor) ?? true);
  const highest = Math.max(...open.map((factor) => reachOf(pool, user, passed, factor)), 0);
  const reach = Math.max(highest, ...(hasPassed(passed, 'PASSWORD') ? [reachOf(pool, user, passed, 'PASSWORD')] : []));
  return { target: levels.find((level) => level <= reach), passed };
}

/** Something may have ended what an earlier sign-in proves after it was looked at, and before the user was read again. */
function isUnchanged({ user }: Earlier, climber: Climber): boolean {
  return user.stamp === climber.user.stamp;
}

/** Returns the highest level that a user can reach who goes on with this factor. */
export function reachOf(
  pool: Pool,
  user: FirstFactorUser,
  passed: readonly PassedFactor[],
  factor: FirstFactor,
): number {
  const begun = [...passed, { factor }];
  const further = factor === 'PASSWORD' ? secondFactors(pool, user) : [];
  return Math.max(levelOf(begun), ...further.map((second) => levelOf([...begun, { factor: second }])));
}

/**
 * Returns the factors of an earlier sign-in, as far as the user still has them. A code that began that sign-in counts
 * only while it still may begin one: not once the user has to pass MFA.
 */
export function creditOf(pool: Pool, { user, family }: Earlier, rpId: string | undefined): Passed {
  const { amr = [], authTime: at } = family;
  const has = (method: string) => amr.includes(method);
  const first = firstFactors(pool, user, rpId);
  const isSecond = has('pwd');
  const factors: readonly (PassedFactor | false)[] = [
    has('pwd') && hasPassword(user) && { factor: 'PASSWORD' },
    (has('swk') || has('hwk')) && first.includes('WEB_AUTHN') && { factor: 'WEB_AUTHN', isRoaming: has('hwk') },
    has('otp') && user.mfa?.softwareToken !== undefined && { factor: 'SOFTWARE_TOKEN_MFA' },
    has('sms') && isSecond && Boolean(user.attributes.phone_number) && { factor: 'SMS_MFA' },
    has('sms') && !isSecond && first.includes('SMS_OTP') && { factor: 'SMS_OTP' },
    has('email_otp') &&
      (isSecond ? Boolean(user.attributes.email) : first.includes('EMAIL_OTP')) && {
        factor: 'EMAIL_OTP',
      },
  ];
  return factors.flatMap((passed) => (passed ? [{ ...passed, at }] : []));
}

function hasPassed(passed: Passed, factor: PassedFactor['factor']): boolean {
  return passed.some((one) => one.factor === factor);
}

function levelIfAny(passed: Passed): number {
  return passed.length > 0 ? levelOf(passed) : 0;
}
