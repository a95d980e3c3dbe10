/** This file defines a resource server: an API of the pool's owner, and the custom scopes that give access to it. */

type Scope = { readonly scopeName: string; readonly scopeDescription: string };

export type ResourceServer = {
  readonly poolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly version: number;
};
