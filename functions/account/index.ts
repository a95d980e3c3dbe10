import type { Operation } from '#protocol/operation.ts';
import { getUser } from './get-user.ts';
import { globalSignOut } from './global-sign-out.ts';

export const operations: readonly Operation[] = [getUser, globalSignOut];
