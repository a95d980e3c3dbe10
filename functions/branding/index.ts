import type { Operation } from '#protocol/operation.ts';

export const operations: readonly Operation[] = [];
