import { OTHER_PASSWORD } from '#test/world.ts';

/** Operations whose input is a pool and a username, with the rest of a valid request. */
export const ON_A_USER: readonly (readonly [string, object])[] = [
  ['AdminGetUser', {}],
  ['AdminDeleteUser', {}],
  ['AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
  ['AdminConfirmSignUp', {}],
  ['AdminDisableUser', {}],
  ['AdminUserGlobalSignOut', {}],
  ['AdminCreateUser', { MessageAction: 'RESEND' }],
];
