import { fail } from '#core/errors.ts';
import type { RiskSettings } from './risk-configuration.ts';

type Row = {
  /** The name of the setting as callers spell it. */
  readonly setting: string;
  readonly isAsked: (settings: RiskSettings) => boolean;
};

const takeoverActions = ({ accountTakeoverRiskConfiguration: takeover }: RiskSettings) =>
  Object.values(takeover?.actions ?? {});

/**
 * What only threat protection could do, which is not built. It is refused and not stored, because a pool that shows such
 * an answer to a risk and never gives it would be less safe than it looks. A setting that gets built loses its row.
 */
const NOT_BUILT: readonly Row[] = [
  {
    setting: 'CompromisedCredentialsRiskConfiguration with an EventAction other than NO_ACTION',
    isAsked: ({ compromisedCredentialsRiskConfiguration: compromised }) =>
      compromised !== undefined && compromised.actions.eventAction !== 'NO_ACTION',
  },
  {
    setting: 'AccountTakeoverRiskConfiguration with an EventAction other than NO_ACTION',
    isAsked: (settings) => takeoverActions(settings).some(({ eventAction }) => eventAction !== 'NO_ACTION'),
  },
  {
    setting: 'AccountTakeoverRiskConfiguration with Notify',
    isAsked: (settings) => takeoverActions(settings).some(({ notify }) => notify),
  },
  {
    setting: 'RiskExceptionConfiguration with a BlockedIPRangeList',
    isAsked: ({ riskExceptionConfiguration: exceptions }) => (exceptions?.blockedIPRangeList ?? []).length > 0,
  },
];

/** Throws UserPoolAddOnNotEnabledException for the first setting that needs threat protection. */
export function checkWithoutThreatProtection(settings: RiskSettings): void {
  const row = NOT_BUILT.find(({ isAsked }) => isAsked(settings));
  if (row) {
    fail(
      'UserPoolAddOnNotEnabledException',
      `${row.setting} needs threat protection, which is not supported by this version of Ownpool.`,
    );
  }
}
