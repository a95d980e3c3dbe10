import { expect, it } from 'vitest';
import { localNotificationLog } from '#adapters/local/notification-log.ts';

it('the notification log of this machine has one line of JSON for each record', async () => {
  const lines: string[] = [];
  const log = localNotificationLog((line) => void lines.push(line));
  const record = {
    eventTimestamp: '1687297330677',
    eventSource: 'USER_NOTIFICATION',
    logLevel: 'ERROR',
    message: { details: 'two\nlines' },
    logSourceId: { userPoolId: 'us-east-1_a' },
  } as const;
  await log.write('arn:aws:logs:us-east-1:123456789012:log-group:a', record);
  await log.write('arn:aws:logs:us-east-1:123456789012:log-group:b', record);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[1]!)).toEqual(record);
});
