import type { Operation } from '#protocol/operation.ts';
import { adminForgetDevice } from './admin-forget-device.ts';
import { adminGetDevice } from './admin-get-device.ts';
import { adminListDevices } from './admin-list-devices.ts';
import { adminUpdateDeviceStatus } from './admin-update-device-status.ts';
import { confirmDevice } from './confirm-device.ts';
import { forgetDevice } from './forget-device.ts';
import { getDevice } from './get-device.ts';
import { listDevices } from './list-devices.ts';
import { updateDeviceStatus } from './update-device-status.ts';

export const operations: readonly Operation[] = [
  confirmDevice,
  getDevice,
  forgetDevice,
  listDevices,
  updateDeviceStatus,
  adminGetDevice,
  adminForgetDevice,
  adminListDevices,
  adminUpdateDeviceStatus,
];
