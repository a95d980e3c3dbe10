import { METHOD_NAME_ALL } from 'hono/router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import type { HttpResponse } from '#protocol/http.ts';
import { webResponse } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { ENDPOINTS } from './endpoints.ts';

type Handle = (call: WebCall) => Promise<HttpResponse> | HttpResponse;

const TEXT = { 'content-type': 'text/plain' };

const router = new RegExpRouter<Handle>();
for (const { paths, methods } of ENDPOINTS) {
  const allow = Object.keys(methods).join(', ');
  for (const path of paths) {
    for (const [method, handle] of Object.entries(methods)) router.add(method, path, handle);
    router.add(METHOD_NAME_ALL, path, () => webResponse(405, 'Method Not Allowed', { headers: { ...TEXT, allow } }));
  }
}

/** Leads a call to the endpoint at its path. HEAD is answered as GET is. Rejects with what the endpoint throws. */
export async function route(call: WebCall): Promise<HttpResponse> {
  const { method } = call.web;
  const [[found]] = router.match(method === 'HEAD' ? 'GET' : method, call.address.path);
  if (!found) return webResponse(404, 'Not Found', { headers: TEXT });
  const [handle] = found;
  const response = await handle(call);
  return method === 'HEAD' ? { ...response, body: '' } : response;
}
