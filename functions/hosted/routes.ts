import { Hono } from 'hono';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { webResponse } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';

type Env = { readonly Bindings: { readonly call: WebCall } };

const TEXT = { 'content-type': 'text/plain' };

/** Leads the paths of a domain to its endpoints. HEAD is answered as GET is. It rejects with what an endpoint throws. */
export const routes = ENDPOINTS.reduce(withEndpoint, new Hono<Env>({ router: new RegExpRouter() }))
  .notFound(() => webResponse(404, 'Not Found', { headers: TEXT }))
  .onError((error) => {
    throw error;
  });

function withEndpoint(app: Hono<Env>, { paths, methods }: Endpoint): Hono<Env> {
  const allow = Object.keys(methods).join(', ');
  for (const path of paths) {
    for (const [method, handle] of Object.entries(methods)) {
      app.on(method, path, ({ env: { call } }) => handle(call));
    }
    app.all(path, () => webResponse(405, 'Method Not Allowed', { headers: { ...TEXT, allow } }));
  }
  return app;
}
