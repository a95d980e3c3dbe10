import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readMeasured } from '#infra/cost/measured.ts';
import { readPrices } from '#infra/cost/prices.ts';
import { dollars, markdownTable } from '#infra/cost/report.ts';
import { demand, scaleTables, signUpWrites } from '#infra/cost/scale.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Runs `npm run cost -- ...args`. */
function cost(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'infra/cli/cost.ts', ...args];
    execFile(process.execPath, command, { cwd: ROOT }, (failed, out, error) => {
      resolve({ code: failed ? Number(failed.code) : 0, out, error });
    });
  });
}

describe('npm run cost', () => {
  it('prints every line, the total and the three tiers of Cognito', async () => {
    const { code, out } = await cost('--mau', '100000', '--sign-ins', '10', '--refreshes', '30');
    expect(code).toBe(0);
    const services = ['DynamoDB', 'Lambda', 'API Gateway', 'CloudFront', 'WAF', 'CloudWatch', 'KMS, secrets', 'SES'];
    for (const service of services) {
      expect(out).toMatch(new RegExp(`^${service} `, 'm'));
    }
    expect(out).toMatch(/^Ownpool +[\d.]+ +of which [\d.]+ without any user/m);
    expect(out).toMatch(/^Cognito Lite +496 /m);
    expect(out).toMatch(/^Cognito Essentials +1,351$/m);
    expect(out).toMatch(/^Cognito Plus +2,001$/m);
    expect(out).toContain('Not included: SMS');
  });

  it('prints JSON whose lines add up', async () => {
    const { out } = await cost(
      '--mau',
      '50000',
      '--flow',
      'srp',
      '--no-waf',
      '--provisioned',
      '2',
      '--mails',
      '3',
      '--json',
    );
    const { lines, total, usage, region } = JSON.parse(out);
    expect(usage).toMatchObject({ mau: 50_000, flow: 'srp', mails: 3 });
    expect(region).toBe('us-east-1');
    expect(lines.reduce((sum: number, { usd }: { usd: number }) => sum + usd, 0)).toBeCloseTo(total, 6);
    const priced = lines.map(({ price }: { price: string }) => price);
    expect(priced).toContain('lambdaProvisioned');
    expect(priced).not.toContain('wafAcls');
  });

  it('prints the tables of docs/costs.md and docs/scale.md', async () => {
    const { prices } = readPrices('us-east-1');
    expect((await cost('--markdown')).out.trim()).toBe(markdownTable(readMeasured(), prices!));
    expect((await cost('--scale')).out.trim()).toBe(scaleTables(readMeasured()).join('\n\n'));
  });

  it.each([
    [[], 'Give the number of monthly active users, such as --mau 100000, or --help.'],
    [['--mau', 'many'], '--mau must be a whole number from 0 to 10000000000, not "many".'],
    [['--mau', '99999999999'], '--mau must be a whole number from 0 to 10000000000, not "99999999999".'],
    [['--mau', '1.5'], '--mau must be a whole number from 0 to 10000000000, not "1.5".'],
    [
      ['--mau', '10', '--sign-ins=-1'],
      '--sign-ins must be a number from 0 to 10000000000, such as 10 or 0.5, not "-1".',
    ],
    [
      ['--mau', '10', '--refreshes', ''],
      '--refreshes must be a number from 0 to 10000000000, such as 10 or 0.5, not "".',
    ],
    [
      ['--mau', '10', '--sign-ups-share', '5'],
      '--sign-ups-share must be a share of the active users, from 0 to 1, not "5".',
    ],
    [['--mau', '10', '--flow', 'magic'], '--flow must be password or srp, not "magic".'],
    [
      ['--mau', '10', '--region', 'mars-1'],
      'infra/cost/prices.json has no prices for mars-1, only for us-east-1: add them there.',
    ],
    [['--mou', '10'], "Unknown option '--mou'. npm run cost -- --help lists the options."],
    [['--mau', '10', 'users'], "Unexpected argument 'users'. npm run cost -- --help lists the options."],
    [['--mau', '-5'], "Option '--mau' argument is ambiguous. npm run cost -- --help lists the options."],
  ])('refuses %j in one line', async (args, line) => {
    expect(await cost(...args)).toEqual({ code: 1, out: '', error: `${line}\n` });
  });
});

describe('what the tables show', () => {
  it('writes amounts as a reader compares them', () => {
    expect([0, 0.004, 1.005, 99.994, 100, 1234.5, 1e6].map(dollars)).toEqual([
      '0.00',
      '0.00',
      '1.00',
      '99.99',
      '100',
      '1,235',
      '1,000,000',
    ]);
  });

  it('finds the hottest key of sign-ups: a user goes from one status to the other', () => {
    const [[key, units]] = [...signUpWrites(readMeasured())] as [[string, number]];
    expect([key, units]).toEqual(['index P#p#F#cognito:user_status', 3]);
  });

  it('asks Lambda for a tenth of the requests at least', () => {
    const { operations } = readMeasured();
    const { environments, concurrency, requests } = demand(100_000, [operations['InitiateAuth refresh']]);
    expect(requests).toBe(100_000);
    expect(environments).toBeLessThan(concurrency);
    expect(concurrency).toBe(10_000);
  });
});

describe('docs/scale.md', () => {
  it('has the tables of what was measured (npm run cost -- --scale)', async () => {
    const text = await readFile(`${ROOT}docs/scale.md`, 'utf8');
    for (const table of scaleTables(readMeasured())) expect(text).toContain(table);
  });
});
