import { readFileSync } from 'node:fs';

export type Price = {
  readonly unit: string;
  /** The number of units that `usd` buys. */
  readonly per: number;
  /** The prices by monthly quantity, the smallest quantity first. */
  readonly tiers: readonly { readonly from: number; readonly usd: number }[];
  /** The quantity that an account gets free of charge each month, without an end date. */
  readonly free?: number;
  readonly source: string;
  /** It is false when no second source was found. */
  readonly confirmed: boolean;
  readonly evidence: string;
};

export type PriceName =
  | `dynamodb${'WriteUnits' | 'ReadUnits' | 'Storage' | 'Recovery'}`
  | `lambda${'Requests' | 'Duration' | 'Provisioned' | 'Logs'}`
  | `cloudfront${'Requests' | 'Transfer' | 'OriginTransfer' | 'Functions'}`
  | `cognito${'Lite' | 'Essentials' | 'Plus'}`
  | `kms${'Keys' | 'Requests'}`
  | `waf${'Acls' | 'Rules' | 'Requests'}`
  | 'httpApiRequests'
  | 'secrets'
  | 'logs'
  | 'logStorage'
  | 'metrics'
  | 'alarms'
  | 'dashboards'
  | 'mails';

export type Prices = Readonly<Record<PriceName, Price>>;

type PriceList = { readonly asOf: string; readonly regions: Readonly<Record<string, Prices>> };

/**
 * Reads the list prices of a region from infra/cost/prices.json. `prices` is undefined for a region that the file does
 * not have.
 */
export function readPrices(region: string): { readonly asOf: string; readonly prices: Prices | undefined } {
  const { asOf, regions } = priceList();
  return { asOf, prices: Object.hasOwn(regions, region) ? regions[region] : undefined };
}

/** Returns the regions whose prices are known. */
export function pricedRegions(): readonly string[] {
  return Object.keys(priceList().regions);
}

function priceList(): PriceList {
  return JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')) as PriceList;
}

/** Returns the cost of a month's quantity in US dollars, each part of it at the price of its tier. */
export function priceOf({ tiers, per }: Price, quantity: number): number {
  return tiers.reduce((sum, { from, usd }, index) => {
    const to = tiers[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return sum + (Math.max(0, Math.min(quantity, to) - from) * usd) / per;
  }, 0);
}
