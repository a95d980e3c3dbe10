import { describe, expect, it } from 'vitest';
import { ASSUMED, DEPLOYED, MONTH_SECONDS } from '#infra/cost/assumptions.ts';
import { readMeasured } from '#infra/cost/measured.ts';
import { type Bill, billOf, sum } from '#infra/cost/model.ts';
import { type PriceName, readPrices } from '#infra/cost/prices.ts';
import { callsOf, DEFAULTS, mailsOf, type Usage } from '#infra/cost/usage.ts';

const measured = readMeasured();
const prices = readPrices('us-east-1').prices!;
const usage = (given: Partial<Usage> = {}): Usage => ({ ...DEFAULTS, mau: 1_000_000, ...given });
const bill = (given: Partial<Usage> = {}, options = {}): Bill => billOf(usage(given), measured, prices, options);
const quantityOf = ({ lines }: Bill, price: PriceName) => lines.find((line) => line.price === price)?.quantity ?? 0;
const usdOf = ({ lines }: Bill, price: PriceName) => lines.find((line) => line.price === price)?.usd ?? 0;
const jwks = (ASSUMED.edgeCaches * MONTH_SECONDS) / 300;

/** Only sign-ins with the password. */
const SIGN_INS_ONLY = {
  refreshes: 0,
  signUps: 0,
  resets: 0,
  wrong: 0,
  profileReads: 0,
  adminReads: 0,
  signOuts: 0,
} satisfies Partial<Usage>;

describe('the calls of a month', () => {
  it('follow from the users', () => {
    const calls = callsOf(usage({ mau: 1000, signIns: 4, wrong: 0.5, signUps: 0.1, refreshes: 3 }));
    expect(calls).toMatchObject({
      'InitiateAuth password': 2000,
      'InitiateAuth password after a wrong one': 2000,
      'InitiateAuth wrong password': 2000,
      'InitiateAuth refresh': 3000,
      SignUp: 100,
      ConfirmSignUp: 100,
    });
    expect(calls['InitiateAuth SRP']).toBeUndefined();
  });

  it('are two for a sign-in with SRP', () => {
    const calls = callsOf(usage({ mau: 1000, signIns: 4, wrong: 0.25, flow: 'srp' }));
    expect(calls['InitiateAuth password']).toBeUndefined();
    expect(calls).toMatchObject({
      'InitiateAuth SRP': 4000,
      'RespondToAuthChallenge SRP': 3000,
      'RespondToAuthChallenge SRP after a wrong password': 1000,
    });
  });

  it('have no more sign-ins that forget failures than sign-ins, however many passwords are wrong', () => {
    const calls = callsOf(usage({ mau: 1000, signIns: 4, wrong: 3 }));
    expect(calls).toMatchObject({
      'InitiateAuth password': 0,
      'InitiateAuth password after a wrong one': 4000,
      'InitiateAuth wrong password': 12_000,
    });
  });

  it('bring an e-mail per sign-up and reset, unless it is said', () => {
    expect(mailsOf(usage({ mau: 1000, signUps: 0.1, resets: 0.02 }))).toBeCloseTo(120, 9);
    expect(mailsOf(usage({ mau: 1000, mails: 2 }))).toBe(2000);
    expect(mailsOf(usage({ mau: 1000, mails: 0 }))).toBe(0);
  });
});

describe('a bill', () => {
  it('bills a sign-in by what was measured', () => {
    const { tableWriteUnits, indexWriteUnits } = measured.operations['InitiateAuth password'];
    const writes = quantityOf(bill({ ...SIGN_INS_ONLY, signIns: 1 }), 'dynamodbWriteUnits');
    expect(writes).toBe(1_000_000 * (tableWriteUnits + indexWriteUnits));
    expect(usdOf(bill({ ...SIGN_INS_ONLY, signIns: 1 }), 'dynamodbWriteUnits')).toBeCloseTo(writes * 0.625e-6, 9);
  });

  it('sends every call but the rounds of jobs through CloudFront and API Gateway', () => {
    const one = bill({ ...SIGN_INS_ONLY, signIns: 2 });
    for (const price of ['httpApiRequests', 'cloudfrontRequests', 'cloudfrontFunctions'] as const) {
      expect(quantityOf(one, price)).toBeCloseTo(2_000_000 + jwks, 3);
    }
    const collected = 2_000_000 / ASSUMED.auditLinesPerRun;
    expect(quantityOf(one, 'lambdaRequests')).toBeCloseTo(2_000_000 + jwks + MONTH_SECONDS / 60 + collected, 3);
    const bytes = measured.operations['InitiateAuth password'].responseBytes + ASSUMED.responseHeaderBytes;
    expect(quantityOf(one, 'cloudfrontTransfer')).toBeGreaterThan((2_000_000 * bytes) / 1024 ** 3);
  });

  it('grows with everything that users do', () => {
    const { total } = bill();
    for (const name of [
      'signIns',
      'refreshes',
      'signUps',
      'resets',
      'wrong',
      'profileReads',
      'adminReads',
      'signOuts',
      'stored',
    ] as const) {
      expect(bill({ [name]: usage()[name] + 0.5 }).total, name).toBeGreaterThan(total);
    }
    expect(bill({ flow: 'srp' }).total).toBeGreaterThan(total);
  });

  it('is the sum of its lines; the fixed part is what nobody costs', () => {
    const one = bill();
    expect(one.total).toBeCloseTo(sum(one.lines), 9);
    const nobody = bill({ mau: 0 });
    expect(nobody.total).toBe(one.fixed);
    expect(nobody.fixed).toBe(one.fixed);
    const known = DEPLOYED.kmsKeys + 0.4 * DEPLOYED.secrets + 3 * DEPLOYED.dashboards + 0.1 * DEPLOYED.alarmMetrics;
    expect(one.fixed).toBeGreaterThan(known + 0.3 * DEPLOYED.ownMetrics);
  });

  it('has the line of every call twice in the logs, once for as long as the audit trail is kept', () => {
    const [some, more] = [bill({ ...SIGN_INS_ONLY, signIns: 1 }), bill({ ...SIGN_INS_ONLY, signIns: 2 })];
    const grown = (price: PriceName) => quantityOf(more, price) - quantityOf(some, price);
    const { logBytes } = measured.operations['InitiateAuth password'];
    const gb = (bytes: number) => (1_000_000 * bytes) / 1024 ** 3;
    const own = gb(logBytes + ASSUMED.platformLogBytes);
    const trail = gb(ASSUMED.auditLineBytes + ASSUMED.platformLogBytes / ASSUMED.auditLinesPerRun);
    expect(grown('lambdaLogs')).toBeCloseTo(own + trail, 6);
    const { logRetentionDays, auditRetentionDays } = DEPLOYED;
    const stored = ((own + gb(ASSUMED.accessLogBytes)) * logRetentionDays + trail * auditRetentionDays) / 30;
    expect(grown('logStorage')).toBeCloseTo(stored, 6);
  });

  it('has no part that is not a number', () => {
    for (const mau of [0, 1, 1e10]) {
      for (const { price, quantity, usd } of bill({ mau }, { provisioned: 3 }).lines) {
        expect(Number.isFinite(quantity) && quantity >= 0 && Number.isFinite(usd) && usd >= 0, price).toBe(true);
      }
    }
  });

  it('has a firewall unless it is left out, and warm environments when asked for', () => {
    const plain = bill();
    expect(usdOf(plain, 'wafAcls') + usdOf(plain, 'wafRules')).toBe(8);
    expect(usdOf(plain, 'wafRequests')).toBeCloseTo(quantityOf(plain, 'httpApiRequests') * 0.6e-6, 9);
    const open = bill({}, { waf: false });
    expect(open.lines.filter(({ service }) => service === 'WAF')).toEqual([]);
    expect(open.total).toBeLessThan(plain.total - 8);
    const warm = bill({}, { provisioned: 2 });
    expect(quantityOf(warm, 'lambdaProvisioned')).toBeCloseTo(2 * (1769 / 1024) * MONTH_SECONDS, 6);
    expect(quantityOf(plain, 'lambdaProvisioned')).toBe(0);
  });

  it('takes off what is free only when asked to', () => {
    const small = bill({ mau: 1000 }, { freeTier: true });
    expect(usdOf(small, 'lambdaDuration')).toBe(0);
    expect(usdOf(small, 'cloudfrontRequests')).toBe(0);
    expect(usdOf(small, 'dashboards')).toBe(0);
    expect(usdOf(small, 'kmsKeys')).toBe(1);
    expect(usdOf(bill({ mau: 1000 }), 'lambdaDuration')).toBeGreaterThan(0);
  });

  it('puts the same e-mails beside Cognito, whose free users count', () => {
    const { cognito, lines } = bill({ mau: 10_000, mails: 1 });
    const mails = sum(lines.filter(({ service }) => service === 'SES'));
    expect(mails).toBeCloseTo(1, 9);
    expect(cognito.lite).toBeCloseTo(mails, 9);
    expect(cognito.essentials).toBeCloseTo(mails, 9);
    expect(cognito.plus).toBeCloseTo(200 + mails, 9);
  });
});
