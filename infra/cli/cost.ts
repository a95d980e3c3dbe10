import { parseArgs } from 'node:util';
import { readMeasured } from '#infra/cost/measured.ts';
import { billOf, type Options } from '#infra/cost/model.ts';
import { type Prices, pricedRegions, readPrices } from '#infra/cost/prices.ts';
import { billText, markdownTable } from '#infra/cost/report.ts';
import { scaleTables } from '#infra/cost/scale.ts';
import { DEFAULTS, type Usage } from '#infra/cost/usage.ts';
import { integer, mismatch, number, oneOf, type SettingType } from '#runtime/settings.ts';
import { OperatorError } from './operator-error.ts';

const USAGE = `Computes what a deployment on AWS costs a month by list price, and what Cognito would cost.

  npm run cost -- --mau 100000 [--sign-ins 10] [--refreshes 30] [--flow password|srp] [--json]
  npm run cost -- --markdown    the table of docs/costs.md
  npm run cost -- --scale       the tables of docs/scale.md
  npm run measure               measures the operations again, for these tables (takes minutes)

Per active user and month, with their defaults:
  --sign-ins ${DEFAULTS.signIns}  --refreshes ${DEFAULTS.refreshes}  --profile-reads ${DEFAULTS.profileReads}  --admin-reads ${DEFAULTS.adminReads}  --sign-outs ${DEFAULTS.signOuts}
  --sign-ups-share ${DEFAULTS.signUps} (new users)  --resets ${DEFAULTS.resets} (forgotten passwords)  --mails (one per new user and reset)
  --wrong ${DEFAULTS.wrong} (wrong passwords per sign-in)  --stored ${DEFAULTS.stored} (stored users per active user)
Options of the deployment, with their defaults:
  --region us-east-1  --provisioned 0 (warm sign-in environments)  --no-waf  --free-tier (deduct AWS's free amounts)`;

async function main(args: readonly string[]): Promise<string> {
  const { values } = parse(args);
  if (values.help) return USAGE;
  const region = values.region ?? 'us-east-1';
  const { prices, asOf } = readPrices(region);
  if (!prices) {
    throw new OperatorError(
      `infra/cost/prices.json has no prices for ${region}, only for ${pricedRegions().join(', ')}: add them there.`,
    );
  }
  const measured = readMeasured();
  if (values.markdown) return markdownTable(measured, prices);
  if (values.scale) return scaleTables(measured).join('\n\n');
  const { usage, provisioned } = numbersOf(values);
  const options: Options = {
    freeTier: values['free-tier'],
    waf: !values['no-waf'],
    provisioned,
  };
  const bill = billOf(usage, measured, prices, options);
  if (values.json) return JSON.stringify({ region, pricesAsOf: asOf, usage, ...bill }, undefined, 2);
  const heading = `${usage.mau.toLocaleString('en-US')} active users, ${region}, list prices of ${asOf}, USD without tax`;
  return `${billText(bill, usage, prices, heading)}\n\n${doubts(prices)}`;
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        mau: text,
        flow: text,
        region: text,
        provisioned: text,
        'sign-ins': text,
        refreshes: text,
        'sign-ups-share': text,
        resets: text,
        wrong: text,
        'profile-reads': text,
        'admin-reads': text,
        'sign-outs': text,
        mails: text,
        stored: text,
        'no-waf': flag,
        'free-tier': flag,
        json: flag,
        markdown: flag,
        scale: flag,
        help: flag,
      },
    });
  } catch (error) {
    const [reason] = (error as Error).message.split(/[.\n]/);
    throw new OperatorError(`${reason}. npm run cost -- --help lists the options.`);
  }
}

type Values = ReturnType<typeof parse>['values'];

/** The largest number that is accepted. Sums stay exact up to it, and it is more than there are people. */
const MOST = 1e10;
const WHOLE = integer(0, MOST);
const AMOUNT = number(`a number from 0 to ${MOST}, such as 10 or 0.5`, 0, MOST);
const SHARE = number('a share of the active users, from 0 to 1', 0, 1);

/** Returns the usage and the number of warm environments. Throws an OperatorError that names every wrong option. */
function numbersOf(values: Values): { readonly usage: Usage; readonly provisioned: number } {
  const problems: string[] = [];
  const read = <T>(name: keyof Values, type: SettingType<T>, fallback: T): T => {
    const given = values[name];
    const problem = given === undefined ? undefined : mismatch(`--${name}`, given, type);
    if (problem) problems.push(problem);
    return type.read(given) ?? fallback;
  };
  if (values.mau === undefined) {
    throw new OperatorError('Give the number of monthly active users, such as --mau 100000, or --help.');
  }
  const usage: Usage = {
    mau: read('mau', WHOLE, 0),
    flow: read('flow', oneOf('password', 'srp'), DEFAULTS.flow),
    signIns: read('sign-ins', AMOUNT, DEFAULTS.signIns),
    refreshes: read('refreshes', AMOUNT, DEFAULTS.refreshes),
    signUps: read('sign-ups-share', SHARE, DEFAULTS.signUps),
    resets: read('resets', AMOUNT, DEFAULTS.resets),
    wrong: read('wrong', AMOUNT, DEFAULTS.wrong),
    profileReads: read('profile-reads', AMOUNT, DEFAULTS.profileReads),
    adminReads: read('admin-reads', AMOUNT, DEFAULTS.adminReads),
    signOuts: read('sign-outs', AMOUNT, DEFAULTS.signOuts),
    stored: read('stored', AMOUNT, DEFAULTS.stored),
    ...(values.mails !== undefined && { mails: read('mails', AMOUNT, 0) }),
  };
  const provisioned = read('provisioned', WHOLE, 0);
  if (problems.length > 0) throw new OperatorError(problems.join('\n'));
  return { usage, provisioned };
}

function doubts(prices: Prices): string {
  const doubtful = Object.values(prices).filter(({ confirmed }) => !confirmed);
  const names = doubtful.map(({ unit }) => unit).join(', ');
  return [
    'Not included: SMS, Route 53, data transfer of your own apps, support plans. Free amounts count only with --free-tier.',
    ...(names ? [`Not confirmed by a second source: ${names}.`] : []),
  ].join('\n');
}

main(process.argv.slice(2)).then(
  (text) => console.log(text),
  (error: unknown) => {
    console.error(error instanceof OperatorError ? error.message : error);
    process.exitCode = 1;
  },
);
