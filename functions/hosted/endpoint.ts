import type { HttpResponse } from '#protocol/http.ts';
import type { WebCall } from '#protocol/web/web-call.ts';

/** An endpoint of a domain. It answers with a page or a redirect, or with JSON that any site may read. */
export type Endpoint = {
  /** The paths below the domain. */
  readonly paths: readonly string[];
  readonly kind: 'page' | 'json';
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', (call: WebCall) => Promise<HttpResponse>>>>;
};
