import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, expect, test, vi } from 'vitest';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { deployedApp, ownpoolApp } from './synthesised.ts';

/** The rules don't look at what a function runs: one real bundle stands for all. */
vi.mock(import('#infra/bundle.ts'), async (original) => {
  const { bundleFunction } = await original();
  const directory = bundleFunction('hosted');
  return { bundleFunction: () => directory, bundleCanary: () => directory, bundleAudit: () => directory };
});

const EVERYTHING: OwnpoolProps = {
  domain: 'auth.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d',
  hostedZoneId: 'Z0123456789ABC',
  provisionedConcurrency: { 'sign-in': 5 },
  alarmEmail: 'ops@example.com',
  monthlyBudget: 100,
  canary: true,
  quietMinutes: 60,
  notificationLogGroups: ['pools/errors', 'others'],
  triggerFunctions: ['arn:aws:lambda:us-east-1:111122223333:function:sign-up:live'],
  triggerKeys: ['arn:aws:kms:us-east-1:111122223333:key/0123'],
};

const DEPLOYMENTS: readonly (readonly [string, () => App])[] = [
  ['nothing set', () => deployedApp()],
  ['without a firewall', () => deployedApp({ props: { waf: false } })],
  ['another region, with its stack for the edge', () => deployedApp({ region: 'eu-west-1', props: { canary: true } })],
  ['a stack that knows no region', () => ownpoolApp({}, { region: undefined }).app],
  ['everything set', () => deployedApp({ props: EVERYTHING })],
  [
    'table and key of an earlier stack',
    () =>
      deployedApp({
        region: 'eu-west-1',
        props: {
          restoredTable: 'ownpool-restored',
          keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-0123',
          allowForeignIssuers: true,
        },
      }),
  ],
];

/** `rule path` for every finding, warnings too. */
function findings(app: App): readonly string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

afterEach(() => void vi.restoreAllMocks());

test.each(DEPLOYMENTS)('cdk-nag finds nothing that is not explained: %s', (_, make) => {
  expect(findings(make())).toEqual([]);
});

test.each(DEPLOYMENTS)('every explanation has a finding of its own, and none covers more: %s', (_, make) => {
  const explained: string[] = [];
  vi.spyOn(Validations, 'of').mockImplementation(
    (scope) =>
      ({
        acknowledge: ({ id, reason }: { readonly id: string; readonly reason: string }) => {
          expect(reason.length).toBeGreaterThan(40);
          explained.push(`${id} ${scope.node.path}`);
        },
      }) as unknown as Validations,
  );
  const found = findings(make());
  expect(explained.toSorted()).toEqual(found.toSorted());
  expect(found.length).toBeGreaterThan(0);
});
