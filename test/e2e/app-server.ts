import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { ROOT } from '#infra/cache.ts';

/** An app: one page, which answers at every path of an origin of its own. */
export type AppServer = { readonly origin: string; readonly close: () => void };

/**
 * Serves a page on a free port of this machine. Its script is one of `test/e2e/pages`, built for browsers. `settings` gives
 * what the script finds in the global of that name.
 */
export async function startApp(script: string, settings: () => object = () => ({})): Promise<AppServer> {
  const { outputFiles } = await build({
    entryPoints: [`test/e2e/pages/${script}.ts`],
    absWorkingDir: ROOT,
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
  });
  const code = outputFiles[0]!.text;
  const server = createServer((request, response) => {
    if (request.url === '/app.js') return void response.setHeader('Content-Type', 'text/javascript').end(code);
    response.setHeader('Content-Type', 'text/html');
    const given = JSON.stringify(settings());
    response.end(
      `<!doctype html><title>App</title><script>var settings = ${given}</script><script src="/app.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
