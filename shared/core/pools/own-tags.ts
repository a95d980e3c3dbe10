import type { Pool } from './pool.ts';

/**
 * The tags of a pool that are settings of Ownpool, because the API has no member for them. Every tool that manages pools
 * sets tags, and an update of the pool that does not mention its tags keeps them.
 */
const OWN_TAGS = ['ownpool:require-pkce', 'ownpool:send-issuer'] as const;
type OwnTag = (typeof OWN_TAGS)[number];

const CLIENT_ID = '[0-9a-v]{26}';
const VALUE = new RegExp(`^(all|public|${CLIENT_ID}( ${CLIENT_ID})*)$`);

/** Tells whether a tag is a setting, or looks as if it were meant to be one. */
export function isOwnTag(name: string): boolean {
  return /^ownpool:/i.test(name);
}

/**
 * Returns why a tag cannot be a setting, or undefined if it is one. A tag that is misspelt would otherwise leave clients
 * without the protection that its author counts on.
 */
export function ownTagProblem(name: string, value: string): string | undefined {
  if (!OWN_TAGS.some((own) => own === name)) {
    return `Tag keys that begin with ownpool: are settings. The settings are ${OWN_TAGS.join(' and ')}.`;
  }
  return VALUE.test(value)
    ? undefined
    : `The value of ${name} must be all, public, or ids of app clients with blanks between.`;
}

/** The clients that a setting is for: all of the pool, those without a secret, or those with these ids. */
export type OwnSetting = 'all' | 'public' | readonly string[];

/** Returns the clients that a setting is for. It is for none if the pool does not have its tag. */
export function ownSetting({ userPoolTags }: Pick<Pool, 'userPoolTags'>, tag: OwnTag): OwnSetting {
  const value = userPoolTags?.[tag];
  if (value === 'all' || value === 'public') return value;
  return value?.split(' ') ?? [];
}
