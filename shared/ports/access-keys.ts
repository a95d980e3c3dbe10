import type { Unversioned } from './records.ts';

/** Where the key of a signed request comes from; undefined for one that is unknown or disabled. */
export type AccessKeys = { readonly find: (id: string) => Promise<Unversioned<'accessKey'> | undefined> };
