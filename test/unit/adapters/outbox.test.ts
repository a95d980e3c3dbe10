import { describe, expect, it } from 'vitest';
import { createOutbox } from '#adapters/local/outbox.ts';

const START = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

function countingOutbox(limit?: number) {
  let seconds = 0;
  return createOutbox({ now: () => START + 1000 * seconds++, limit });
}

describe('createOutbox', () => {
  it('shows exactly eight fields, null where the message has none', async () => {
    const outbox = countingOutbox();
    await outbox.send({ medium: 'SMS', to: '+15551239878', body: 'hello', from: 'a@b.test', replyTo: 'c@d.test' });
    expect(outbox.messages()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        to: '+15551239878',
        medium: 'SMS',
        purpose: null,
        subject: null,
        body: 'hello',
        code: null,
        sentAt: '2026-01-02T03:04:05.006Z',
      },
    ]);
  });

  it('gives every message an id of its own', async () => {
    const outbox = countingOutbox();
    for (const body of ['one', 'one']) await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body });
    expect(new Set(outbox.messages().map(({ id }) => id)).size).toBe(2);
  });

  it('keeps purpose, subject and code', async () => {
    const outbox = countingOutbox();
    const purpose = 'CustomMessage_SignUp';
    await outbox.send({ medium: 'EMAIL', to: 'a@b.test', purpose, subject: 'S', body: 'B', code: '1' });
    expect(outbox.messages()[0]).toMatchObject({ purpose, subject: 'S', code: '1' });
  });

  it('lists the newest first', async () => {
    const outbox = countingOutbox();
    for (const body of ['one', 'two', 'three']) await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body });
    expect(outbox.messages().map(({ body, sentAt }) => [body, sentAt])).toEqual([
      ['three', '2026-01-02T03:04:07.006Z'],
      ['two', '2026-01-02T03:04:06.006Z'],
      ['one', '2026-01-02T03:04:05.006Z'],
    ]);
  });

  it('keeps the last 500 and forgets the oldest', async () => {
    const outbox = countingOutbox();
    for (let number = 1; number <= 502; number++) {
      await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body: String(number) });
    }
    const bodies = outbox.messages().map((message) => message.body);
    expect([bodies.length, bodies.at(0), bodies.at(-1)]).toEqual([500, '502', '3']);
  });

  it('keeps fewer when told', async () => {
    const outbox = countingOutbox(1);
    await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body: 'one' });
    await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body: 'two' });
    expect(outbox.messages().map((message) => message.body)).toEqual(['two']);
  });

  it('finds e-mail in any case, a number only as it is, and nothing by a part', async () => {
    const outbox = countingOutbox();
    await outbox.send({ medium: 'EMAIL', to: 'Foo@Example.com', body: 'mail' });
    await outbox.send({ medium: 'SMS', to: '+15551239878', body: 'text' });
    const bodies = (to: string) => outbox.messages(to).map((message) => message.body);
    expect(bodies('foo@EXAMPLE.com')).toEqual(['mail']);
    expect(bodies('+15551239878')).toEqual(['text']);
    expect(bodies('15551239878')).toEqual([]);
    expect(bodies('example.com')).toEqual([]);
    expect(bodies('')).toEqual([]);
  });

  it('gives out a list of its own', async () => {
    const outbox = countingOutbox();
    const before = outbox.messages();
    await outbox.send({ medium: 'EMAIL', to: 'a@b.test', body: 'one' });
    expect([before.length, outbox.messages().length]).toEqual([0, 1]);
  });
});
