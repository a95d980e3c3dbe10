import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  DeviceKeyType,
  QueryLimitType,
  SearchPaginationTokenType,
  StringType,
  TokenModelType,
  UsernameType,
  UserPoolIdType,
} from './common.ts';
import { oneOf, type Requests, required, string, structure } from './shape.ts';

const DeviceRememberedStatusType = oneOf<api.DeviceRememberedStatusType>('remembered', 'not_remembered');

export const devicesRequests = {
  ConfirmDevice: {
    AccessToken: required(TokenModelType),
    DeviceKey: required(DeviceKeyType),
    DeviceSecretVerifierConfig: structure<api.DeviceSecretVerifierConfigType>({
      PasswordVerifier: StringType,
      Salt: StringType,
    }),
    DeviceName: string({ min: 1, max: 1024 }),
  },
  GetDevice: { DeviceKey: required(DeviceKeyType), AccessToken: TokenModelType },
  ForgetDevice: { AccessToken: TokenModelType, DeviceKey: required(DeviceKeyType) },
  ListDevices: {
    AccessToken: required(TokenModelType),
    Limit: QueryLimitType,
    PaginationToken: SearchPaginationTokenType,
  },
  UpdateDeviceStatus: {
    AccessToken: required(TokenModelType),
    DeviceKey: required(DeviceKeyType),
    DeviceRememberedStatus: DeviceRememberedStatusType,
  },
  AdminGetDevice: {
    DeviceKey: required(DeviceKeyType),
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
  },
  AdminForgetDevice: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    DeviceKey: required(DeviceKeyType),
  },
  AdminListDevices: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    Limit: QueryLimitType,
    PaginationToken: SearchPaginationTokenType,
  },
  AdminUpdateDeviceStatus: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    DeviceKey: required(DeviceKeyType),
    DeviceRememberedStatus: DeviceRememberedStatusType,
  },
} satisfies Requests;
