import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { PoolCall } from '#core/call.ts';
import { type Device, isRemembered } from '#core/devices/device.ts';
import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/** The number of devices on a page that asks for none, which is also the largest. */
export const MOST_DEVICES = 60;

/**
 * Returns a device as its user sees it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceType.html
 */
export function deviceOutput(device: Device): OnWire<api.DeviceType> {
  return output(device, [...nameOf(device), ...addressOf(device)]);
}

/**
 * Returns a device as administrators see it, with its attributes in the order of Cognito.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html
 */
export function adminDeviceOutput(call: PoolCall, user: User, device: Device): OnWire<api.DeviceType> {
  const { arn, id } = call.pool;
  const owner = `${shownUser(call.pool, user).username}.${id}`;
  const deviceArn = `${arn.slice(0, arn.lastIndexOf(':'))}:owner/${owner}/device/${device.key}`;
  return output(device, [
    ...nameOf(device),
    { Name: 'dev:device_arn', Value: deviceArn },
    { Name: 'dev:device_owner', Value: owner },
    ...addressOf(device),
    {
      Name: 'dev:device_remembered_status',
      Value: isRemembered(call, device) ? 'remembered' : 'not_remembered',
    },
    { Name: 'dev:device_sdk', Value: 'aws-sdk-unknown-unknown' },
  ]);
}

function output(device: Device, attributes: readonly OnWire<api.AttributeType>[]): OnWire<api.DeviceType> {
  return {
    DeviceAttributes: [{ Name: 'device_status', Value: 'valid' }, ...attributes],
    DeviceCreateDate: epochSeconds(device.createdAt),
    DeviceKey: device.key,
    // Cognito gives this time in whole seconds.
    DeviceLastAuthenticatedDate: epochSeconds(Math.floor(device.authenticatedAt / 1000) * 1000),
    DeviceLastModifiedDate: epochSeconds(device.modifiedAt),
  };
}

function nameOf({ name }: Device): readonly OnWire<api.AttributeType>[] {
  return name === undefined ? [] : [{ Name: 'device_name', Value: name }];
}

function addressOf({ lastAddress }: Device): readonly OnWire<api.AttributeType>[] {
  return lastAddress === undefined ? [] : [{ Name: 'last_ip_used', Value: lastAddress }];
}
