import { describe, expect, it } from 'vitest';
import { type Price, pricedRegions, priceOf, readPrices } from '#infra/cost/prices.ts';

const { prices } = readPrices('us-east-1');

describe('priceOf', () => {
  const price = (tiers: Price['tiers'], per = 1): Price => ({
    unit: 'x',
    per,
    tiers,
    source: '',
    confirmed: true,
    evidence: '',
  });

  it('bills each part by its tier', () => {
    const tiers = [
      { from: 0, usd: 3 },
      { from: 10, usd: 2 },
      { from: 20, usd: 1 },
    ];
    expect([0, 10, 15, 20, 120].map((quantity) => priceOf(price(tiers), quantity))).toEqual([0, 30, 40, 50, 150]);
  });

  it('knows prices of so many units', () => {
    expect(priceOf(price([{ from: 0, usd: 0.2 }], 1_000_000), 5_000_000)).toBeCloseTo(1, 10);
  });
});

describe('prices.json', () => {
  it('has for every region complete prices with their source', () => {
    expect(pricedRegions()).toContain('us-east-1');
    for (const region of pricedRegions()) {
      const list = readPrices(region).prices!;
      expect(Object.keys(list).sort()).toEqual(Object.keys(prices!).sort());
      for (const { unit, per, tiers, source, evidence, confirmed } of Object.values(list)) {
        expect(new URL(source).protocol).toBe('https:');
        expect([unit, evidence].every(Boolean) && typeof confirmed === 'boolean').toBe(true);
        expect(per).toBeGreaterThan(0);
        expect(tiers[0]!.from).toBe(0);
        expect(tiers.map(({ from }) => from)).toEqual([...tiers.map(({ from }) => from)].sort((a, b) => a - b));
        expect(tiers.every(({ usd }) => usd > 0)).toBe(true);
      }
    }
    expect(readPrices('mars-1').prices).toBeUndefined();
    expect(readPrices('toString').prices).toBeUndefined();
  });

  it('is dated', () => {
    expect(readPrices('us-east-1').asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});

describe("Cognito's tiers, in dollars a month", () => {
  it.each([
    ['cognitoLite', 10_000, 0],
    ['cognitoLite', 100_000, 495],
    ['cognitoLite', 1_000_000, 495 + 4_140],
    ['cognitoLite', 20_000_000, 495 + 4_140 + 29_250 + 25_000],
    ['cognitoEssentials', 10_001, 0.015],
    ['cognitoEssentials', 110_000, 1_500],
    ['cognitoPlus', 1, 0.02],
    ['cognitoPlus', 100_000, 2_000],
  ] as const)('%s with %i users', (name, users, usd) => {
    const price = prices![name];
    expect(priceOf(price, Math.max(0, users - (price.free ?? 0)))).toBeCloseTo(usd, 6);
  });
});
