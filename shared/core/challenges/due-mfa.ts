import type { ClientCall } from '#core/call.ts';
import { type MfaDecision, mfaDecision } from '#core/mfa/decision.ts';
import { secondFactors } from '#core/mfa/second-factors.ts';
import type { Level } from '#core/pools/acr.ts';
import type { MfaFactor } from '#core/users/user.ts';
import { hasReplacedMfa } from './due-device.ts';
import { type Factor, levelOf, missingLevel } from './levels.ts';
import type { Standing } from './next.ts';

const SECOND_FACTORS: readonly Factor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] satisfies readonly MfaFactor[];

/**
 * Returns what MFA still asks of the user, after the factors that the sign-in has passed. A level that the client asks
 * for may require more than MFA does, but never less.
 */
export function mfaOf(call: ClientCall, standing: Standing): MfaDecision {
  const { passed, wants } = standing.signIn;
  const missing = missingLevel(standing.signIn);
  const isDone = passed.some(({ factor }) => SECOND_FACTORS.includes(factor)) && !missing;
  if (isDone || hasReplacedMfa(call, standing) || !passed.some(({ factor }) => factor === 'PASSWORD'))
    return { asks: 'nothing' };
  const decision = missing ? towards(call, standing, missing) : mfaDecision(call.pool, standing.user);
  return decision.asks === 'choice' && wants && decision.factors.includes(wants)
    ? { asks: 'factor', factor: wants }
    : decision;
}

/** Decides on the factor that leads to the level. What MFA would ask for comes first, as far as it leads there. */
function towards({ pool }: ClientCall, { signIn, user }: Standing, target: Level): MfaDecision {
  const isFit = (factor: MfaFactor) => levelOf([...signIn.passed, { factor }]) >= target;
  const decision = mfaDecision(pool, user);
  if (decision.asks === 'factor' && isFit(decision.factor)) return decision;
  const asked = decision.asks === 'choice' ? decision.factors.filter(isFit) : [];
  const fit = asked.length > 0 ? asked : secondFactors(pool, user).filter(isFit);
  const [factor, ...others] = fit;
  if (!factor) return { asks: 'the impossible' };
  return others.length > 0 ? { asks: 'choice', factors: fit } : { asks: 'factor', factor };
}
