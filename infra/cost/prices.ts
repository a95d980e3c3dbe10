import { readFileSync } from 'node:fs';

export type Price = {
  readonly unit: string;
  /** How many units `usd` buys. */
  readonly per: number;
  /** By monthly quantity, from the least. */
  readonly tiers: readonly { readonly from: number; readonly usd: number }[];
  /** What an account gets each month for nothing, without an end. */
  readonly free?: number;
  readonly source: string;
  /** False when no second source was found. */
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

/** The list prices of a region, checked in as infra/cost/prices.json; undefined for a region it does not have. */
export function readPrices(region: string): { readonly asOf: string; readonly prices: Prices | undefined } {
  const { asOf, regions } = priceList();
  return { asOf, prices: Object.hasOwn(regions, region) ? regions[region] : undefined };
}

export function pricedRegions(): readonly string[] {
  return Object.keys(priceList().regions);
}

function priceList(): PriceList {
  return JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')) as PriceList;
}

/** What a month's quantity costs in US dollars, each part of it by its tier. */
export function priceOf({ tiers, per }: Price, quantity: number): number {
  return tiers.reduce((sum, { from, usd }, index) => {
    const to = tiers[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return sum + (Math.max(0, Math.min(quantity, to) - from) * usd) / per;
  }, 0);
}
