import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, expect, test, vi } from 'vitest';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { ownpoolApp } from './synthesised.ts';

/** The rules don't look at what a function runs: one real bundle stands for all. */
vi.mock(import('#infra/bundle.ts'), async (original) => {
  const { bundleFunction } = await original();
  const directory = bundleFunction('hosted');
  return { bundleFunction: () => directory, bundleCanary: () => directory };
});

const DEPLOYMENTS: readonly (readonly [string, OwnpoolProps, string | undefined])[] = [
  ['nothing set', {}, 'us-east-1'],
  ['without a firewall', { waf: false }, 'us-east-1'],
  ['another region', { canary: true }, 'eu-west-1'],
  ['a stack that knows no region', {}, undefined],
  [
    'everything set',
    {
      domain: 'auth.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d',
      hostedZoneId: 'Z0123456789ABC',
      provisionedConcurrency: { 'sign-in': 5 },
      alarmEmail: 'ops@example.com',
      monthlyBudget: 100,
      canary: true,
      quietMinutes: 60,
    },
    'us-east-1',
  ],
];

/** `rule path` for every finding, warnings too. */
function findings(props: OwnpoolProps, region: string | undefined): readonly string[] {
  const { app } = ownpoolApp(props, { region });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

afterEach(() => void vi.restoreAllMocks());

test.each(DEPLOYMENTS)('cdk-nag finds nothing that is not explained: %s', (_, props, region) => {
  expect(findings(props, region)).toEqual([]);
});

test.each(DEPLOYMENTS)('every explanation has a finding of its own, and none covers more: %s', (_, props, region) => {
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
  const found = findings(props, region);
  expect(explained.toSorted()).toEqual(found.toSorted());
  expect(found.length).toBeGreaterThan(0);
});
