import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { awsFunctions } from '#adapters/aws/triggers.ts';

it('a function has the time that its trigger gives it, however impatient the other clients are', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    setTimeout(() => response.end('"late"'), 300);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const functions = awsFunctions({ region: 'eu-west-1', endpoint, credentials, timeoutMs: 50 });
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up';
  try {
    expect(await functions.invoke(arn, {}, { timeoutMs: 20_000 })).toBe('late');
    await expect(functions.invoke(arn, {}, { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
    expect(requests).toBe(2);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
