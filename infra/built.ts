import type { GroupHandler } from '#protocol/group-handler.ts';
import type { Operation } from '#protocol/operation.ts';
import { GROUP_NAMES, type GroupName } from './functions.ts';
import * as handlers from './handlers.ts';

const HANDLERS: Readonly<Record<GroupName, GroupHandler>> = handlers;

/** Every operation that is built, for what reports on them. */
export const BUILT: readonly Operation[] = GROUP_NAMES.flatMap((group) => HANDLERS[group].operations);
