import type {
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { userPoolId } from '#protocol/schema/shapes.ts';

/** Terraform reads this after every change of a pool. No factor can be configured yet, so that there is none to show. */
export const getUserPoolMfaConfig = defineOperation<
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput
>({
  name: 'GetUserPoolMfaConfig',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId) },
  async handle(call, { UserPoolId }) {
    const { mfaConfiguration } = await readPool(call, UserPoolId!);
    return { MfaConfiguration: mfaConfiguration };
  },
});
