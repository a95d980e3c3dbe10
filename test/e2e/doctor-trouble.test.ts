import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStore } from '#infra/local/store.ts';
import { selfSigned } from '#test/certificate.ts';
import { runCli } from '#test/cli.ts';
import { startProxy } from '#test/proxy.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { line, steps } from './doctor-report.ts';

describe('npm run doctor, over TLS', () => {
  let server: RunningServer;
  let directory: string;
  beforeAll(async () => {
    server = await startServerProcess();
    directory = await mkdtemp(join(tmpdir(), 'ownpool-'));
  });
  afterAll(async () => {
    await server?.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  const run = async (certificate: ReturnType<typeof selfSigned>, trusted = true) => {
    const proxy = await startProxy(certificate);
    proxy.lead(server.endpoint);
    const file = join(directory, 'certificate.pem');
    await writeFile(file, certificate.cert);
    const result = await runCli('doctor.ts', ['--endpoint', proxy.url], {
      OWNPOOL_DATA_DIR: server.dataDirectory,
      ...(trusted && { NODE_EXTRA_CA_CERTS: file }),
    });
    await proxy.close();
    return result;
  };

  it('says how long the certificate lasts, and warns when that is short', async () => {
    const good = await run(selfSigned('127.0.0.1', 90));
    expect([good.code, steps(good, 'warn')]).toEqual([0, []]);
    expect(line(good, 'ok', 'TLS')).toMatch(/^TLSv1\.[23], certificate for (89|90) more days$/);
    const short = await run(selfSigned('127.0.0.1', 5));
    expect(short.code).toBe(0);
    expect(line(short, 'warn', 'TLS')).toMatch(/^The certificate ends in [45] days\./);
  });

  it.each([
    ['expired', () => selfSigned('127.0.0.1', -1), true, /^The certificate has expired\. Renew it\./],
    ['for another host', () => selfSigned('id.example.com', 90), true, /^The certificate is for another host name\./],
    ['self-signed', () => selfSigned('127.0.0.1', 90), false, /^The certificate is self-signed/],
  ])('refuses one that is %s', async (_, certificate, trusted, message) => {
    const result = await run(certificate(), trusted);
    expect([result.code, steps(result, 'FAIL')]).toEqual([1, ['TLS']]);
    expect(line(result, 'FAIL', 'TLS')).toMatch(message);
  });

  it('notices that the server speaks no TLS', async () => {
    const url = server.endpoint.replace('http:', 'https:');
    const result = await runCli('doctor.ts', ['--endpoint', url], { OWNPOOL_DATA_DIR: server.dataDirectory });
    expect(line(result, 'FAIL', 'TLS')).toMatch(/does not speak TLS.*http:\/\/ instead of https:\/\//);
  });
});

describe('npm run doctor, against a server in trouble', () => {
  it('names a store that is out of reach', async () => {
    const store = await startStore();
    const endpoint = store.endpoint.replace('//', '//me:hunter2@');
    const server = await startServerProcess({ environment: { AWS_ENDPOINT_URL_DYNAMODB: endpoint } });
    expect(server.output()).not.toContain('hunter2');
    await store.stop();
    const result = await runCli('doctor.ts', ['--endpoint', server.endpoint], {
      OWNPOOL_DATA_DIR: server.dataDirectory,
    });
    expect(steps(result, 'FAIL')).toEqual(['signature']);
    expect(line(result, 'FAIL', 'signature')).toMatch(
      /^The server answered InternalErrorException: probably its store/,
    );
    await server.dispose();
  });

  it('names a server that refuses signatures for its clock', async () => {
    const shift = 'const{now}=Date;Date.now=()=>now()+600000';
    const server = await startServerProcess({
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` },
    });
    const result = await runCli('doctor.ts', ['--endpoint', server.endpoint], {
      OWNPOOL_DATA_DIR: server.dataDirectory,
    });
    expect(steps(result, 'FAIL')).toEqual(['signature']);
    expect(line(result, 'FAIL', 'signature')).toMatch(/^The clocks .* more than 5 minutes apart.*Signature expired/);
    await server.dispose();
  });
});
