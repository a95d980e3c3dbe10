import type { Unversioned } from './records.ts';

/** Looks up the access keys that sign requests. `find` resolves to undefined for a key that is unknown or disabled. */
export type AccessKeys = { readonly find: (id: string) => Promise<Unversioned<'accessKey'> | undefined> };
