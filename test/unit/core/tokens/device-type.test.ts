import { expect, it } from 'vitest';
import { deviceTypeOf } from '#core/tokens/device-type.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`, 'Chrome 126 / Windows 10'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.56`,
    'Edge 126 / Windows 10',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0`,
    'Opera 110 / Windows 10',
  ],
  ['Mozilla/5.0 (Windows NT 6.1; rv:109.0) Gecko/20100101 Firefox/115.0', 'Firefox 115 / Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox 127 / Linux'],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/125.0.0.0 Safari/537.36`, 'Chrome 125 / ChromeOS'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    'Safari 17 / macOS 10.15',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari 17 / iOS 17.5',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1',
    'Chrome 126 / iOS 16.6',
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S911B) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet 25 / Android 14',
  ],
  ['aws-sdk-js/3.600.0 ua/2.0 os/linux#5.10 lang/js md/nodejs#20.14.0', 'aws-sdk-js 3 / Linux'],
  ['aws-sdk-js/3.600.0 ua/2.0 os/macos#23.5 lang/js', 'aws-sdk-js 3 / macOS'],
  ['Boto3/1.34.0 md/Botocore#1.34.0 os/windows#10', 'Boto3 1 / Windows'],
  ['okhttp/4.12.0', 'okhttp 4'],
  ['Mozilla/5.0', 'unknown'],
  ['Mozilla/5.0 (Linux)', 'Linux'],
  ['', 'unknown'],
  [undefined, 'unknown'],
  ['<script>/1', 'unknown'],
  [`${'a'.repeat(65)}/1`, 'unknown'],
  [`app/${'9'.repeat(2_000)}`, `app ${'9'.repeat(10)}`],
])('reads %s', (userAgent, expected) => {
  expect(deviceTypeOf(userAgent)).toBe(expected);
});

it('tells no more of a long text than of a short one', () => {
  for (const part of ['Version/1.', 'OS 1_', 'Mozilla/', 'a-', '/1', ' ']) {
    expect(deviceTypeOf(part.repeat(100_000)).length).toBeLessThan(200);
  }
});
