import { operations as account } from '#functions/account/index.ts';
import { operations as clients } from '#functions/clients/index.ts';
import { operations as pools } from '#functions/pools/index.ts';
import { operations as signIn } from '#functions/sign-in/index.ts';
import { operations as signUp } from '#functions/sign-up/index.ts';
import { operations as users } from '#functions/users/index.ts';
import type { Operation } from '#protocol/operation.ts';

/** Every operation that is built, for what reports on them. */
export const BUILT: readonly Operation[] = [...account, ...clients, ...pools, ...signIn, ...signUp, ...users];
