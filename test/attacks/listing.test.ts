import { expect, it } from 'vitest';
import { createTestApp, TEST_KEY, TEST_REGION } from '#test/app.ts';
import { signedHeaders } from '#test/sign.ts';
import { poolOn } from '#test/world.ts';

/** No answer of a Lambda function may be larger. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_ANSWER = 6 * 1024 * 1024;

it('sixty people who sign up can not make a page of ListUsers larger than a function may answer', async () => {
  const app = await createTestApp();
  const w = await poolOn(app);
  const names = ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website'];
  const more = ['gender', 'zoneinfo', 'locale', 'address', 'preferred_username'];
  // In JSON each of these characters takes six bytes.
  const values = Object.fromEntries([...names, ...more].map((name) => [name, '\u0001'.repeat(2048)]));
  const length = 60;
  await Promise.all(Array.from({ length }, (_, n) => w.signUp(`large${n}`, values).catch(() => {})));
  const body = JSON.stringify({ UserPoolId: w.pool.id });
  const headers = signedHeaders({
    operation: 'ListUsers',
    body,
    host: 'ownpool.test',
    now: app.deps.clock.now(),
    key: TEST_KEY,
    region: TEST_REGION,
  });
  const answer = await app.send({ headers, body });
  expect(answer.statusCode).toBe(200);
  expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(LARGEST_ANSWER);
});
