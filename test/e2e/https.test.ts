import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServerProcess } from '#test/server.ts';

let server: RunningServer;
let ca: string;

beforeAll(async () => {
  server = await startServerProcess({ https: true });
  ca = await readFile(join(server.dataDirectory, 'https-ca.pem'), 'utf8');
});

afterAll(() => server?.dispose());

/** The status of a request to a name of this machine, from a client that trusts the certificate of the server alone. */
function statusAt(hostname: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', servername: hostname, port: server.port, path, ca, agent: false };
    const headers = { host: `${hostname}:${server.port}` };
    request({ ...options, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

it('serves https on its port, under every name that is this machine', async () => {
  expect(server.output()).toContain(`Ownpool listens on https://127.0.0.1:${server.port}`);
  expect(server.output()).toContain(`NODE_EXTRA_CA_CERTS=${join(server.dataDirectory, 'https-ca.pem')}`);
  for (const name of ['localhost', 'people.localhost', 'staff.localhost']) {
    expect([name, await statusAt(name, '/x_1/.well-known/jwks.json')]).toEqual([name, 404]);
  }
  await expect(statusAt('login.example.org', '/')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

it('is trusted only by those who trust its certificate, and speaks no plain http', async () => {
  await expect(fetch(server.endpoint)).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
  await expect(fetch(server.endpoint.replace('https', 'http'))).rejects.toThrow('fetch failed');
});

it('does not start for a public URL that is not https', async () => {
  const environment = { OWNPOOL_PUBLIC_URL: 'http://localhost:9229' };
  await expect(startServerProcess({ https: true, environment })).rejects.toThrow('make it an https URL');
});
