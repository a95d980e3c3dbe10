import { beforeAll, expect, it } from 'vitest';
import { createTestApp } from '#test/app.ts';
import { type Faults, faultyClient } from '#test/faulty-client.ts';
import { poolOn, type TestPool } from '#test/world.ts';
import { MINUTE, sessionOf, somebody, tracking } from './setup.ts';

let faults: Faults;
let w: TestPool;
beforeAll(async () => {
  const app = await createTestApp({
    wrapTable: (table) => {
      const faulty = faultyClient(table);
      faults = faulty.faults;
      return faulty.table;
    },
  });
  w = await poolOn(app, tracking());
});

it('refreshes tokens also where the use of the session cannot be noted', async () => {
  const ada = await somebody(w);
  const tokens = await ada.signIn();
  const began = w.app.deps.clock.now();
  w.app.advance(15 * MINUTE);
  faults.inject(/^(Put|Update|TransactWrite)/, 'throttled', Number.POSITIVE_INFINITY);
  const { AuthenticationResult } = await w.refresh(tokens.RefreshToken);
  expect(faults.attempts).toContain('Put');
  faults.clear();
  expect(AuthenticationResult.AccessToken).toBeTruthy();
  expect(await ada.sessions()).toMatchObject([{ SessionId: sessionOf(tokens), LastActiveDate: began / 1000 }]);
});

it('gives no tokens to a sign-in whose session cannot be written', async () => {
  const ada = await somebody(w);
  await ada.signIn();
  w.app.advance(MINUTE);
  // The token family is written first, and then the session.
  faults.inject(/^Put$/, 'throttled', Number.POSITIVE_INFINITY, 1);
  await expect(w.signIn(ada.username)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  faults.clear();
  expect(await ada.ids()).toHaveLength(1);
});
