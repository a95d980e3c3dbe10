import type { GroupHandler } from '#protocol/group-handler.ts';
import type { Operation } from '#protocol/operation.ts';
import { GROUP_NAMES, type GroupName } from './functions.ts';
import * as handlers from './handlers.ts';

const HANDLERS: Readonly<Record<GroupName, GroupHandler>> = handlers;

/** All operations that are built, for the commands and tests that report on them. */
export const BUILT: readonly Operation[] = GROUP_NAMES.flatMap((group) => HANDLERS[group].operations);
