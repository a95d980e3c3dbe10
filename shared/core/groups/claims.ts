import type { TokenGroup } from './group.ts';

/** The claims about groups. A user who is in no group has none of them. */
export type GroupClaims = {
  /** The claims of the access token. */
  readonly access: { readonly 'cognito:groups'?: readonly string[] };
  /** The claims of the ID token. */
  readonly id: {
    readonly 'cognito:groups'?: readonly string[];
    readonly 'cognito:roles'?: readonly string[];
    readonly 'cognito:preferred_role'?: string;
  };
};

/**
 * Returns the claims about a user's groups. The names and the roles are in the order of precedence, and of the name
 * where the precedence is the same. Each role is named once.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export function groupClaims(groups: readonly TokenGroup[]): GroupClaims {
  if (groups.length === 0) return { access: {}, id: {} };
  const ordered = groups.toSorted((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
  const names = { 'cognito:groups': ordered.map(({ name }) => name) };
  const roles = rolesOf(ordered);
  const preferred = preferredRole(ordered);
  return {
    access: names,
    id: {
      ...names,
      ...(roles.length > 0 && { 'cognito:roles': roles }),
      ...(preferred !== undefined && { 'cognito:preferred_role': preferred }),
    },
  };
}

/**
 * Returns the role of the group with the lowest precedence. Of several groups with that precedence, those that have a
 * role must have the same one.
 */
function preferredRole(ordered: readonly TokenGroup[]): string | undefined {
  const strongest = ordered.filter((group) => rank(group) === rank(ordered[0]!));
  const [role, another] = rolesOf(strongest);
  return another === undefined ? role : undefined;
}

function rolesOf(groups: readonly TokenGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ roleArn }) => roleArn ?? []))];
}

function rank({ precedence = Number.MAX_SAFE_INTEGER }: TokenGroup): number {
  return precedence;
}
