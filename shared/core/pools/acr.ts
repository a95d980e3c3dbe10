import { fail } from '#core/errors.ts';
import type { Pool, PoolSettings } from './pool.ts';

/** The levels of authentication, from a password alone up to a password with a software token. */
export type Level = 1 | 2 | 3 | 4;

/** The names of levels that a pool has set, as requests and responses have them. */
export type AcrConfiguration = Readonly<Record<string, { readonly AcrValue: string }>>;

const LEVELS: readonly Level[] = [1, 2, 3, 4];

/**
 * Returns the name of a level, which the `acr` claim has.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
export function acrName({ acrConfiguration = {} }: Pick<Pool, 'acrConfiguration'>, level: Level): string {
  return acrConfiguration[`Level${level}`]?.AcrValue ?? `urn:cognito:loa:${level}`;
}

/** Returns the level with this name, or undefined for a name that no level of the pool has. */
export function levelNamed(pool: Pick<Pool, 'acrConfiguration'>, name: string): Level | undefined {
  return LEVELS.find((level) => acrName(pool, level) === name);
}

/** Returns the names of all levels, the weakest first. */
export function acrNames(pool: Pick<Pool, 'acrConfiguration'>): readonly string[] {
  return LEVELS.map((level) => acrName(pool, level));
}

/** Returns the names of all levels, in the form of AcrConfiguration. */
export function effectiveAcr(pool: Pick<Pool, 'acrConfiguration'>): AcrConfiguration {
  return Object.fromEntries(LEVELS.map((level) => [`Level${level}`, { AcrValue: acrName(pool, level) }]));
}

/** Throws InvalidParameterException if two levels have one name; those that are not set have their default names. */
export function checkAcr(settings: PoolSettings): void {
  const names = acrNames(settings);
  if (new Set(names).size < names.length) {
    fail('InvalidParameterException', 'Every AcrValue of AcrConfiguration must be unique, default values included.');
  }
}
