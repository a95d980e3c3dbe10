import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealDelivery } from '#core/messages/sealed-delivery.ts';
import { handler as messages } from '#functions/messages/handler.ts';
import type { NotificationLog } from '#ports/notification-log.ts';
import { provideContainer } from '#runtime/container.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient, createPool } from '#test/fixtures.ts';

type NotificationRecord = Parameters<NotificationLog['write']>[1];
const written: { readonly logGroupArn: string; readonly record: NotificationRecord }[] = [];
let logFails = false;
let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({
    notificationLog: {
      write: async (logGroupArn, record) => {
        if (logFails) throw new Error('The log is down.');
        written.push({ logGroupArn, record });
      },
    },
  });
});
beforeEach(() => {
  written.length = 0;
  logFails = false;
  app.failDelivery(false);
  provideContainer(async () => app.deps);
});

const LogGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:pools/errors';
const NOTIFICATIONS = {
  EventSource: 'userNotification',
  LogLevel: 'ERROR',
  CloudWatchLogsConfiguration: { LogGroupArn },
};
const set = (UserPoolId: string, ...LogConfigurations: readonly object[]) =>
  app.call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations });
const get = (UserPoolId: string) => app.call('GetLogDeliveryConfiguration', { UserPoolId });
const configurations = (UserPoolId: string, ...LogConfigurations: readonly object[]) => ({
  LogDeliveryConfiguration: { UserPoolId, LogConfigurations },
});

describe('SetLogDeliveryConfiguration', () => {
  it('replaces what GetLogDeliveryConfiguration shows', async () => {
    const { id } = await createPool(app);
    expect(await get(id)).toEqual(configurations(id));
    expect(await set(id, NOTIFICATIONS)).toEqual(configurations(id, NOTIFICATIONS));
    await app.call('UpdateUserPool', { UserPoolId: id });
    expect(await get(id)).toEqual(configurations(id, NOTIFICATIONS));
    const { UserPool } = await app.call('DescribeUserPool', { UserPoolId: id });
    expect(JSON.stringify(UserPool)).not.toContain(LogGroupArn);
    expect(await set(id)).toEqual(configurations(id));
    expect(await get(id)).toEqual(configurations(id));
  });

  const auth = { EventSource: 'userAuthEvents', LogLevel: 'INFO' };
  const S3Configuration = { BucketArn: 'arn:aws:s3:::bucket' };
  const FirehoseConfiguration = { StreamArn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/a' };
  const group = (arn: string) => ({ ...NOTIFICATIONS, CloudWatchLogsConfiguration: { LogGroupArn: arn } });
  it.each([
    [
      'a repeated source',
      [NOTIFICATIONS, NOTIFICATIONS],
      'Request validation Failed. Following event sources appear more then once in a request: [userNotification].',
    ],
    ['another level', [{ ...NOTIFICATIONS, LogLevel: 'INFO' }], 'The log level of userNotification must be ERROR.'],
    [
      'another level',
      [{ ...auth, S3Configuration, LogLevel: 'ERROR' }],
      'The log level of userAuthEvents must be INFO.',
    ],
    [
      'no destination',
      [{ EventSource: 'userNotification', LogLevel: 'ERROR' }],
      'Request validation Failed. Following event sources in request have no destination: [userNotification].',
    ],
    [
      'an empty destination',
      [{ ...NOTIFICATIONS, CloudWatchLogsConfiguration: {} }],
      'CloudWatchLogsConfiguration with a LogGroupArn is required.',
    ],
    [
      'a bucket',
      [{ ...NOTIFICATIONS, S3Configuration }],
      'The only destination of userNotification is CloudWatchLogsConfiguration.',
    ],
    [
      'a stream',
      [{ EventSource: 'userNotification', LogLevel: 'ERROR', FirehoseConfiguration }],
      'The only destination of userNotification is CloudWatchLogsConfiguration.',
    ],
    [
      'a log group elsewhere',
      [group('arn:aws:logs:eu-west-1:123456789012:log-group:a')],
      'ARN does not belong to current region',
    ],
    [
      'what is no log group',
      [group('arn:aws:sns:us-east-1:123456789012:topic')],
      'LogGroupArn is not the ARN of a log group.',
    ],
  ])('refuses %s', async (_, given, message) => {
    const { id } = await createPool(app);
    await set(id, NOTIFICATIONS);
    await expect(set(id, ...given)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    expect(await get(id)).toEqual(configurations(id, NOTIFICATIONS));
  });

  it('refuses the activity of users, by the tier or because it is not built', async () => {
    const { id: essentials } = await createPool(app);
    await expect(set(essentials, { ...auth, S3Configuration })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: 'The following feature is not available for the ESSENTIALS pricing tier configured: Log Streaming',
    });
    const { id: plus } = await createPool(app, { userPoolTier: 'PLUS' });
    for (const target of [
      { S3Configuration },
      { FirehoseConfiguration },
      { CloudWatchLogsConfiguration: { LogGroupArn } },
    ]) {
      await expect(set(plus, NOTIFICATIONS, { ...auth, ...target })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'The EventSource userAuthEvents is not supported by this version of Ownpool.',
      });
    }
    expect(await get(plus)).toEqual(configurations(plus));
  });

  it('takes only log groups that the deployment lists, where it writes to them', async () => {
    const elsewhere = await createTestApp({ logGroups: ['pools/errors', 'others'] });
    const { id } = await createPool(elsewhere);
    const setElsewhere = (...LogConfigurations: readonly object[]) =>
      elsewhere.call('SetLogDeliveryConfiguration', { UserPoolId: id, LogConfigurations });
    expect(await setElsewhere(NOTIFICATIONS)).toEqual(configurations(id, NOTIFICATIONS));
    for (const arn of [
      LogGroupArn.replace('pools/errors', 'pools'),
      LogGroupArn.replace('pools/errors', 'Others'),
      LogGroupArn.replace('123456789012', '210987654321'),
    ]) {
      await expect(setElsewhere(group(arn))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `${arn} is not among the log groups of this deployment of Ownpool.`,
      });
    }
    const none = await createTestApp({ logGroups: [] });
    const { id: UserPoolId } = await createPool(none);
    const request = { UserPoolId, LogConfigurations: [NOTIFICATIONS] };
    await expect(none.call('SetLogDeliveryConfiguration', request)).rejects.toMatchObject({
      message: `${LogGroupArn} is not among the log groups of this deployment of Ownpool.`,
    });
    expect(await none.call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations: [] })).toEqual(
      configurations(UserPoolId),
    );
  });

  it.each([
    ['SetLogDeliveryConfiguration', { LogConfigurations: [] }],
    ['GetLogDeliveryConfiguration', {}],
  ])('%s does not know a pool that is not there', async (operation, input) => {
    await expect(app.call(operation, { UserPoolId: 'us-east-1_000000000', ...input })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a message that cannot be delivered', () => {
  const people = async (logged: boolean) => {
    const { id: UserPoolId } = await createPool(app, { autoVerifiedAttributes: ['email'] });
    if (logged) await set(UserPoolId, NOTIFICATIONS);
    return UserPoolId;
  };
  const invite = (UserPoolId: string) =>
    app.call('AdminCreateUser', {
      UserPoolId,
      Username: 'ada',
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
      DesiredDeliveryMediums: ['EMAIL'],
    });

  it('is recorded as Cognito exports it, and nothing of it or of its recipient is', async () => {
    const UserPoolId = await people(true);
    app.failDelivery(true);
    await expect(invite(UserPoolId)).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    expect(written).toEqual([
      {
        logGroupArn: LogGroupArn,
        record: {
          eventTimestamp: String(app.deps.clock.now()),
          eventSource: 'USER_NOTIFICATION',
          logLevel: 'ERROR',
          message: { details: 'EMAIL message was not delivered: Error' },
          logSourceId: { userPoolId: UserPoolId },
        },
      },
    ]);
  });

  it('is recorded when it was left for after the answer, too', async () => {
    const UserPoolId = await people(true);
    const client = await createClient(app, (await app.deps.configuration.pool(UserPoolId))!, {
      preventUserExistenceErrors: 'ENABLED',
    });
    await invite(UserPoolId);
    const user = { UserPoolId, Username: 'ada' };
    await app.call('AdminSetUserPassword', { ...user, Password: 'Passw0rd!example', Permanent: true });
    await app.call('AdminUpdateUserAttributes', {
      ...user,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    });
    app.failDelivery(true);
    for (const Username of ['ada', 'nobody']) await app.call('ForgotPassword', { ClientId: client.id, Username });
    expect(written.map(({ record }) => record.logSourceId.userPoolId)).toEqual([UserPoolId]);
  });

  it('is recorded by the function that delivers for others', async () => {
    app.failDelivery(true);
    const message = { medium: 'SMS', to: '+15551239878', body: '123456', code: '123456' } as const;
    const delivery = { poolId: 'us-east-1_abc', message, wanted: true, logGroupArn: LogGroupArn };
    await expect(messages({ sealed: sealDelivery(app.deps.keys, delivery) })).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    });
    expect(written.map(({ record }) => record.message.details)).toEqual(['SMS message was not delivered: Error']);
  });

  it('is answered alike when the record cannot be written', async () => {
    const UserPoolId = await people(true);
    app.failDelivery(true);
    logFails = true;
    await expect(invite(UserPoolId)).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    expect(written).toEqual([]);
  });

  it('is not recorded for a pool that does not ask for it, nor is one that is delivered', async () => {
    await invite(await people(true));
    app.failDelivery(true);
    await expect(invite(await people(false))).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    expect(written).toEqual([]);
  });
});
