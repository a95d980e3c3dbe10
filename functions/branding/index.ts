import type { Operation } from '#protocol/operation.ts';
import { createUserPoolDomain } from './create-user-pool-domain.ts';
import { deleteUserPoolDomain } from './delete-user-pool-domain.ts';
import { describeUserPoolDomain } from './describe-user-pool-domain.ts';
import { updateUserPoolDomain } from './update-user-pool-domain.ts';

export const operations: readonly Operation[] = [
  createUserPoolDomain,
  describeUserPoolDomain,
  updateUserPoolDomain,
  deleteUserPoolDomain,
];
