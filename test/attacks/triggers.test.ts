import { describe, expect, it } from 'vitest';
import { changesIn } from '#core/triggers/pre-token-generation.ts';
import { readResponse } from '#core/triggers/response.ts';
import { INCORRECT } from '#test/errors.ts';
import { HIDING, newName, PASSWORD, testPools } from '#test/world.ts';
import { UNRECOGNIZABLE } from '../operations/triggers/failures.ts';

const { app, ...service } = testPools();

describe('the claims of a function', () => {
  const claim = (json: string) => {
    const id = `{"claimsToAddOrOverride":{"claim":${json}}}`;
    const response = `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":${id}}}`;
    return changesIn(readResponse(JSON.parse(response)), 'V2_0')?.id.add.claim;
  };
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const lists = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  it.each([
    ['objects within each other', nested(101)],
    ['more objects than can be written', nested(40_000)],
    ['lists within each other', lists(100)],
    ['more lists than can be written', lists(100_000)],
    ['a number that is too large', '1e400'],
    ['such a number in a list', '[1, -1e400]'],
    ['such a number in an object', '{"a":[{"b":1e400}]}'],
  ])('cannot be %s', (_, json) => {
    expect(() => claim(json)).toThrow(expect.objectContaining(UNRECOGNIZABLE));
  });

  it.each([nested(100), lists(99), '{"a":[null,{"b":[true,"c",1.5]}]}'])('may be %s', (json) => {
    expect(claim(json)).toEqual(JSON.parse(json));
  });
});

it.each(['', 'a b', 'a\u0000b', 'a\u007fb', 'a\tb', 'a"b', 'a\\b', 'é', 'a\u00a0b'])(
  'a function cannot add the scope %j',
  (scope) => {
    const accessTokenGeneration = { scopesToAdd: ['api/read', scope] };
    const response = readResponse({ claimsAndScopeOverrideDetails: { accessTokenGeneration } });
    expect(() => changesIn(response, 'V2_0')).toThrow(expect.objectContaining(UNRECOGNIZABLE));
  },
);

describe('a directory that ignores blanks', () => {
  const trimming = () => {
    app.functions.events.length = 0;
    const userMigration = app.functions.set('trimming', (event) => {
      if (event.request.password !== PASSWORD) throw new Error('Bad password');
      return { ...event, response: { userAttributes: { name: 'Ada' }, finalUserStatus: 'CONFIRMED' } };
    });
    return service.pool({ lambdaConfig: { userMigration } }, HIDING);
  };

  it.each([' ', '\t', '\n', '\u0000', '\u00a0', '\u200b', '\ud800', 'x'.repeat(128)])(
    'is not asked once more for a name with %j behind it',
    async (behind) => {
      const w = await trimming();
      const { username } = newName();
      for (const password of ['wrong', PASSWORD]) {
        await expect(w.signIn(username + behind, password)).rejects.toMatchObject(INCORRECT);
      }
      expect(app.functions.events).toEqual([]);
      expect(await w.tokens(username)).toHaveProperty('AccessToken');
    },
  );
});
