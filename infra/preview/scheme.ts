import { createHash } from 'node:crypto';
import type { HttpResponse } from '#protocol/http.ts';

export type Scheme = 'light' | 'dark';

export const SCHEMES: readonly Scheme[] = ['light', 'dark'];

const ALWAYS = '(min-width: 0)';
const NEVER = '(max-width: 0)';

/**
 * Returns a page as a browser with this colour scheme shows it, whatever the scheme of the browser is: what depends on the
 * scheme of the browser depends on nothing any more. Styles and pictures name it in media queries, and `color-scheme` asks
 * for it.
 */
export function inScheme(response: HttpResponse, scheme: Scheme): HttpResponse {
  const { headers } = response;
  const body = response.body
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_, one) => (one === scheme ? ALWAYS : NEVER))
    .replace(/(\bcolor-scheme\s*:\s*)(?:light dark|dark light|normal)\b/g, `$1${scheme}`);
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(body) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = headers['content-security-policy']?.replace(/style-src '[^']*'/, `style-src 'sha256-${hash}'`);
  return { ...response, body, headers: { ...headers, ...(policy && { 'content-security-policy': policy }) } };
}
