import { isIP } from 'node:net';
import { fail } from '#core/errors.ts';

/** This file defines what threat protection is to do in a pool, or for one of its clients. Names are the API's in camelCase. */

type TakeoverAction = {
  readonly notify: boolean;
  readonly eventAction: 'BLOCK' | 'MFA_IF_CONFIGURED' | 'MFA_REQUIRED' | 'NO_ACTION';
};

type NotifyEmail = { readonly subject: string; readonly htmlBody?: string; readonly textBody?: string };

export type RiskSettings = {
  readonly compromisedCredentialsRiskConfiguration?: {
    /** Without it, all three kinds of events are meant. */
    readonly eventFilter?: readonly ('SIGN_IN' | 'PASSWORD_CHANGE' | 'SIGN_UP')[];
    readonly actions: { readonly eventAction: 'BLOCK' | 'NO_ACTION' };
  };
  readonly accountTakeoverRiskConfiguration?: {
    readonly notifyConfiguration?: {
      readonly from?: string;
      readonly replyTo?: string;
      readonly sourceArn: string;
      readonly blockEmail?: NotifyEmail;
      readonly noActionEmail?: NotifyEmail;
      readonly mfaEmail?: NotifyEmail;
    };
    readonly actions: {
      readonly lowAction?: TakeoverAction;
      readonly mediumAction?: TakeoverAction;
      readonly highAction?: TakeoverAction;
    };
  };
  readonly riskExceptionConfiguration?: {
    readonly blockedIPRangeList?: readonly string[];
    readonly skippedIPRangeList?: readonly string[];
  };
};

/** The client id of the configuration that holds for all clients without one of their own. */
export const EVERY_CLIENT = 'ALL';

export type RiskConfiguration = RiskSettings & {
  readonly poolId: string;
  /** The id of a client, or EVERY_CLIENT. */
  readonly clientId: string;
  readonly modifiedAt: number;
  readonly version: number;
};

/** Throws InvalidParameterException, with Cognito's text, for a range of addresses that is not in CIDR notation. */
export function checkRanges({ riskExceptionConfiguration: exceptions = {} }: RiskSettings): void {
  const ranges = [...(exceptions.blockedIPRangeList ?? []), ...(exceptions.skippedIPRangeList ?? [])];
  if (!ranges.every(isRange)) fail('InvalidParameterException', 'Incorrect CIDR format');
}

/** Tells whether a text is a range of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
function isRange(text: string): boolean {
  const [, address = '', length = ''] = /^([0-9A-Fa-f:.]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return Number(length) <= bits && length !== '';
}
