import type { Operation } from '#protocol/operation.ts';
import { changePassword } from './change-password.ts';
import { deleteUser } from './delete-user.ts';
import { deleteUserAttributes } from './delete-user-attributes.ts';
import { getUser } from './get-user.ts';
import { getUserAttributeVerificationCode } from './get-user-attribute-verification-code.ts';
import { globalSignOut } from './global-sign-out.ts';
import { listUserSessions } from './list-user-sessions.ts';
import { revokeUserSession } from './revoke-user-session.ts';
import { updateUserAttributes } from './update-user-attributes.ts';
import { verifyUserAttribute } from './verify-user-attribute.ts';

export const operations: readonly Operation[] = [
  changePassword,
  deleteUser,
  deleteUserAttributes,
  getUser,
  getUserAttributeVerificationCode,
  globalSignOut,
  listUserSessions,
  revokeUserSession,
  updateUserAttributes,
  verifyUserAttribute,
];
