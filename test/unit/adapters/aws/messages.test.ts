import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { awsMessages } from '#adapters/aws/messages.ts';
import { type AwsStub, startAwsStub } from '#test/aws-stub.ts';

const loaded = vi.hoisted(() => [] as string[]);
vi.mock('@aws-sdk/client-sesv2', (original) => {
  loaded.push('SES');
  return original();
});
vi.mock('@aws-sdk/client-sns', (original) => {
  loaded.push('SNS');
  return original();
});

let ses: AwsStub;
let sns: AwsStub;

beforeEach(async () => {
  [ses, sns] = await Promise.all([
    startAwsStub({ service: 'ses', respond: () => ({ body: '{"MessageId":"1"}' }) }),
    startAwsStub({ service: 'sns', respond: () => ({ body: '<PublishResponse><PublishResult/></PublishResponse>' }) }),
  ]);
  vi.stubEnv('AWS_ENDPOINT_URL_SESV2', ses.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', sns.endpoint);
  for (const [name, value] of Object.entries(ses.environment)) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([ses.close(), sns.close()]);
});

it('sends each medium by its service, loads a client with the first message of its medium, and finds endpoints and credentials in the environment', async () => {
  const messages = awsMessages({ region: 'eu-west-1', mailFrom: 'pool@example.com', smsSenderId: 'MyApp' });
  expect(loaded).toEqual([]);
  const mail = { medium: 'EMAIL', to: 'ada@example.com', subject: 'Hello', body: 'mail' } as const;
  await Promise.all([messages.send(mail), messages.send(mail)]);
  expect(loaded).toEqual(['SES']);
  await messages.send({ medium: 'SMS', to: '+15551239878', body: 'text' });
  expect(loaded).toEqual(['SES', 'SNS']);
  expect(ses.requests.map(({ body }) => JSON.parse(body).FromEmailAddress)).toEqual([
    'pool@example.com',
    'pool@example.com',
  ]);
  expect(sns.requests.map(({ body }) => new URLSearchParams(body).get('Message'))).toEqual(['text']);
  expect(sns.requests[0]?.body).toContain('MyApp');
});
