import type { Operation } from '#protocol/operation.ts';
import { addCustomAttributes } from './add-custom-attributes.ts';
import { createUserPool } from './create-user-pool.ts';
import { createUserPoolReplica } from './create-user-pool-replica.ts';
import { deleteUserPool } from './delete-user-pool.ts';
import { deleteUserPoolReplica } from './delete-user-pool-replica.ts';
import { describeUserPool } from './describe-user-pool.ts';
import { getLogDeliveryConfiguration } from './get-log-delivery-configuration.ts';
import { getProvisionedLimit } from './get-provisioned-limit.ts';
import { getUserPoolMfaConfig } from './get-user-pool-mfa-config.ts';
import { getUserPoolSessionConfiguration } from './get-user-pool-session-configuration.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listUserPoolReplicas } from './list-user-pool-replicas.ts';
import { listUserPools } from './list-user-pools.ts';
import { setLogDeliveryConfiguration } from './set-log-delivery-configuration.ts';
import { setUserPoolMfaConfig } from './set-user-pool-mfa-config.ts';
import { setUserPoolSessionConfiguration } from './set-user-pool-session-configuration.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateProvisionedLimit } from './update-provisioned-limit.ts';
import { updateUserPool } from './update-user-pool.ts';
import { updateUserPoolReplica } from './update-user-pool-replica.ts';

export const operations: readonly Operation[] = [
  createUserPool,
  describeUserPool,
  updateUserPool,
  deleteUserPool,
  listUserPools,
  addCustomAttributes,
  getUserPoolMfaConfig,
  setUserPoolMfaConfig,
  getUserPoolSessionConfiguration,
  setUserPoolSessionConfiguration,
  tagResource,
  untagResource,
  listTagsForResource,
  getProvisionedLimit,
  updateProvisionedLimit,
  createUserPoolReplica,
  deleteUserPoolReplica,
  listUserPoolReplicas,
  updateUserPoolReplica,
  getLogDeliveryConfiguration,
  setLogDeliveryConfiguration,
];
