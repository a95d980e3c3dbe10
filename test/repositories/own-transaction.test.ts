import { TransactWriteItemsCommand, type TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { aFamily, aStep, create, openRecords, update } from './fixture.ts';

/** Sends every transaction twice, the second time as a store sees it that has forgotten the token of the first. */
function sendTwice(client: { send: unknown }): void {
  const send = client.send as (command: unknown) => Promise<unknown>;
  Object.assign(client, {
    async send(command: { readonly input: TransactWriteItemsCommandInput }) {
      const answer = await send.call(client, command);
      if (!(command instanceof TransactWriteItemsCommand)) return answer;
      const { ClientRequestToken: _, ...input } = command.input;
      return send.call(client, new TransactWriteItemsCommand(input));
    },
  });
}

it('a transaction that finds what it wrote itself is no loss', async () => {
  const store = await openRecords();
  const step = aStep();
  await store.commit(create('authSession', step));
  sendTwice(store.table.client);
  const own = [update('authSession', step, { ...step, step: 2 }), create('family', aFamily())];
  expect(await store.records.commit(own)).toBeUndefined();
  expect(await store.read('authSession', step)).toMatchObject({ step: 2, version: 2 });
});

it('a transaction that finds what somebody else wrote is lost', async () => {
  const store = await openRecords();
  const step = aStep();
  await store.commit(create('authSession', step));
  await store.commit(update('authSession', step, { ...step, step: 2 }));
  const late = [update('authSession', step, { ...step, step: 2 }), create('family', aFamily())];
  expect(await store.records.commit(late)).toStrictEqual({ change: late[0] });
});
