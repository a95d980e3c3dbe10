import type { Operation } from '#protocol/operation.ts';
import { adminSetUserSettings } from './admin-set-user-settings.ts';
import { setUserSettings } from './set-user-settings.ts';

export const operations: readonly Operation[] = [adminSetUserSettings, setUserSettings];
