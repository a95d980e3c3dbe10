import type { OperationName } from '#protocol/api.ts';
import { accountRequests } from '#protocol/schema/account.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';
import { clientsRequests } from '#protocol/schema/clients.ts';
import { devicesRequests } from '#protocol/schema/devices.ts';
import { federationRequests } from '#protocol/schema/federation.ts';
import { groupsRequests } from '#protocol/schema/groups.ts';
import { importsRequests } from '#protocol/schema/imports.ts';
import { mfaRequests } from '#protocol/schema/mfa.ts';
import { passkeysRequests } from '#protocol/schema/passkeys.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { riskRequests } from '#protocol/schema/risk.ts';
import type { Members } from '#protocol/schema/shape.ts';
import { signInRequests } from '#protocol/schema/sign-in.ts';
import { signUpRequests } from '#protocol/schema/sign-up.ts';
import { usersRequests } from '#protocol/schema/users.ts';

/** What the operations of each group take. */
export const GROUP_REQUESTS = {
  account: accountRequests,
  branding: brandingRequests,
  clients: clientsRequests,
  devices: devicesRequests,
  federation: federationRequests,
  groups: groupsRequests,
  imports: importsRequests,
  mfa: mfaRequests,
  passkeys: passkeysRequests,
  pools: poolsRequests,
  risk: riskRequests,
  'sign-in': signInRequests,
  'sign-up': signUpRequests,
  users: usersRequests,
} as const;

/** The same of all operations; one that is in no group's file does not compile. */
export const REQUESTS: Readonly<Record<OperationName, Members>> = {
  ...accountRequests,
  ...brandingRequests,
  ...clientsRequests,
  ...devicesRequests,
  ...federationRequests,
  ...groupsRequests,
  ...importsRequests,
  ...mfaRequests,
  ...passkeysRequests,
  ...poolsRequests,
  ...riskRequests,
  ...signInRequests,
  ...signUpRequests,
  ...usersRequests,
};

export const requestOf = (operation: string): Members => REQUESTS[operation as OperationName];
