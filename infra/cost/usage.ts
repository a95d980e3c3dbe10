import type { OperationName } from './measured.ts';

/** The usage of a month. Shares and counts are per monthly active user (MAU). */
export type Usage = {
  readonly mau: number;
  readonly flow: 'password' | 'srp';
  readonly signIns: number;
  readonly refreshes: number;
  /** The users who are new in the month. Each confirms an address. */
  readonly signUps: number;
  /** The forgotten passwords. */
  readonly resets: number;
  /** The wrong passwords per sign-in. */
  readonly wrong: number;
  readonly profileReads: number;
  readonly adminReads: number;
  readonly signOuts: number;
  /** The e-mails. Without this member there is one for each sign-up and each forgotten password. */
  readonly mails?: number;
  /** The users who are stored, as a multiple of the active ones. */
  readonly stored: number;
};

export const DEFAULTS: Omit<Usage, 'mau'> = {
  flow: 'password',
  signIns: 10,
  refreshes: 30,
  signUps: 0.05,
  resets: 0.02,
  wrong: 0.1,
  profileReads: 5,
  adminReads: 1,
  signOuts: 0.1,
  stored: 2,
};

/** Returns the number of e-mails in a month. */
export function mailsOf({ mau, mails, signUps, resets }: Usage): number {
  return mau * (mails ?? signUps + resets);
}

/** Returns the number of calls that users and administrators make in a month, by operation. */
export function callsOf(usage: Usage): Partial<Record<OperationName, number>> {
  const { mau } = usage;
  const signIns = mau * usage.signIns;
  // This assumes that no two wrong passwords come in a row, so that each leaves one sign-in a failure to forget.
  const forgetting = signIns * Math.min(1, usage.wrong);
  const others = signIns - forgetting;
  return {
    SignUp: mau * usage.signUps,
    ConfirmSignUp: mau * usage.signUps,
    ...(usage.flow === 'password'
      ? { 'InitiateAuth password': others, 'InitiateAuth password after a wrong one': forgetting }
      : {
          'InitiateAuth SRP': signIns,
          'RespondToAuthChallenge SRP': others,
          'RespondToAuthChallenge SRP after a wrong password': forgetting,
        }),
    'InitiateAuth wrong password': signIns * usage.wrong,
    'InitiateAuth refresh': mau * usage.refreshes,
    GetUser: mau * usage.profileReads,
    GlobalSignOut: mau * usage.signOuts,
    ForgotPassword: mau * usage.resets,
    ConfirmForgotPassword: mau * usage.resets,
    AdminGetUser: mau * usage.adminReads,
  };
}
