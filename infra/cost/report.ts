import type { Measured } from './measured.ts';
import { type Bill, billOf, type Line, type Service, sum } from './model.ts';
import type { Prices } from './prices.ts';
import { DEFAULTS, type Usage } from './usage.ts';

/**
 * Formats an amount of US dollars. Amounts of 100 and more are in whole dollars.
 * @internal
 */
export function dollars(usd: number): string {
  return usd >= 100 ? Math.round(usd).toLocaleString('en-US') : usd.toFixed(2);
}

function quantity(value: number): string {
  const digits = value >= 100 ? 0 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Returns the bill as text for a terminal. */
export function billText(
  { lines, total, fixed, cognito }: Bill,
  usage: Usage,
  prices: Prices,
  heading: string,
): string {
  const row = (service: string, text: string, amount: string, usd: number) =>
    `${service.padEnd(13)} ${text.padEnd(48)} ${amount.padStart(16)} ${dollars(usd).padStart(12)}`;
  const rows = lines.map(({ service, price, quantity: amount, usd }, index) =>
    row(lines[index - 1]?.service === service ? '' : service, prices[price].unit, quantity(amount), usd),
  );
  const perUser = usage.mau > 0 ? `, ${(total / usage.mau).toFixed(5)} per active user` : '';
  return [
    heading,
    '',
    row('service', 'unit', 'a month', Number.NaN).replace('NaN', 'USD'),
    ...rows,
    '',
    `Ownpool                ${dollars(total).padStart(12)}   of which ${dollars(fixed)} without any user${perUser}`,
    `Cognito Lite           ${dollars(cognito.lite).padStart(12)}   the same users and e-mails; Cognito's free users are counted`,
    `Cognito Essentials     ${dollars(cognito.essentials).padStart(12)}`,
    `Cognito Plus           ${dollars(cognito.plus).padStart(12)}`,
  ].join('\n');
}

const COLUMNS: readonly (readonly [string, readonly Service[]])[] = [
  ['DynamoDB', ['DynamoDB']],
  ['Lambda', ['Lambda']],
  ['API Gateway', ['API Gateway']],
  ['CloudFront', ['CloudFront']],
  ['firewall', ['WAF']],
  ['CloudWatch, KMS, secrets', ['CloudWatch', 'KMS, secrets']],
  ['e-mails', ['SES']],
];

const MARKDOWN_MAU = [10_000, 100_000, 1_000_000, 10_000_000];

/** Returns the table of docs/costs.md: dollars a month with the defaults of `npm run cost`. A test compares it. */
export function markdownTable(measured: Measured, prices: Prices): string {
  const rows = MARKDOWN_MAU.map((mau) => {
    const { lines, total, cognito } = billOf({ ...DEFAULTS, mau }, measured, prices);
    const of = (services: readonly Service[]) => sum(lines.filter((line: Line) => services.includes(line.service)));
    const amounts = COLUMNS.map(([, services]) => of(services));
    const bold = `**${dollars(total)}**`;
    const cells = [...amounts.map(dollars), bold, ...Object.values(cognito).map(dollars)];
    return `| ${mau.toLocaleString('en-US')} | ${cells.join(' | ')} |`;
  });
  const heads = ['active users', ...COLUMNS.map(([name]) => name), '**Ownpool**', 'Cognito Lite', 'Essentials', 'Plus'];
  return [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...rows].join('\n');
}
