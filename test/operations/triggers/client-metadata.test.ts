import { describe, expect, it } from 'vitest';
import { newName, OTHER_PASSWORD, PASSWORD, type TestPool, testPools, verified } from '#test/world.ts';
import { CHOICE } from '../sign-in/choice.ts';

const { app, ...service } = testPools({}, CHOICE);
const GIVEN = { from: 'the app' };
const METADATA = { ClientMetadata: GIVEN };

/** The trigger sources of the requests that `act` makes, with the members that hold what the client gave. */
async function seen(act: (w: TestPool) => Promise<unknown>) {
  const answerOf = {
    userAttributes: verified('ada@example.com'),
    finalUserStatus: 'CONFIRMED',
    messageAction: 'SUPPRESS',
  };
  const same = app.functions.set('same');
  const knowing = app.functions.set('knowing', (event) => ({ ...event, response: answerOf }));
  const w = await service.pool({
    lambdaConfig: {
      preAuthentication: same,
      postAuthentication: same,
      preTokenGeneration: same,
      userMigration: knowing,
    },
  });
  app.functions.events.length = 0;
  await act(w);
  return app.functions.events.map(({ triggerSource, request }) => [
    triggerSource,
    Object.keys(request).filter((member) => JSON.stringify(request[member]) === JSON.stringify(GIVEN)),
  ]);
}

/** What the person has done before the request in question has no part in what that request leads to. */
const forget = () => {
  app.functions.events.length = 0;
};

const BEFORE = ['PreAuthentication_Authentication', ['validationData']];
const AFTER = ['PostAuthentication_Authentication', []];
const TOLD = ['PostAuthentication_Authentication', ['clientMetadata']];
const tokens = (source: string, ...members: readonly string[]) => [`TokenGeneration_${source}`, members];

describe('ClientMetadata', () => {
  it.each<[string, (w: TestPool) => Promise<unknown>, readonly unknown[]]>([
    [
      'InitiateAuth',
      async (w) => {
        const { username } = await w.someone();
        await w.initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD }, METADATA);
      },
      [BEFORE, AFTER, tokens('Authentication')],
    ],
    [
      'AdminInitiateAuth',
      async (w) => {
        const AuthParameters = { USERNAME: (await w.someone()).username, PASSWORD };
        const request = { ClientId: w.client.id, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters, ...METADATA };
        await w.call('AdminInitiateAuth', request);
      },
      [BEFORE, AFTER, tokens('Authentication')],
    ],
    [
      'InitiateAuth with an unknown name',
      (w) => w.initiate('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD }, METADATA),
      [['UserMigration_Authentication', ['validationData']], BEFORE, AFTER, tokens('Authentication')],
    ],
    [
      'InitiateAuth with REFRESH_TOKEN_AUTH',
      async (w) => {
        const { RefreshToken } = await w.tokens((await w.someone()).username);
        forget();
        await w.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken }, METADATA);
      },
      [tokens('RefreshTokens')],
    ],
    [
      'GetTokensFromRefreshToken',
      async (w) => {
        const { RefreshToken } = await w.tokens((await w.someone()).username);
        forget();
        await w.clientCall('GetTokensFromRefreshToken', { RefreshToken, ...METADATA });
      },
      [tokens('Authentication', 'clientMetadata')],
    ],
    [
      'RespondToAuthChallenge',
      async (w) =>
        app.call('RespondToAuthChallenge', { ...(await w.srpStarted((await w.someone()).username)), ...METADATA }),
      [['PreAuthentication_Authentication', []], TOLD, tokens('Authentication', 'clientMetadata')],
    ],
    [
      'AdminRespondToAuthChallenge',
      async (w) => {
        await w.create('first');
        const { Session } = await w.signIn('first');
        forget();
        await w.call('AdminRespondToAuthChallenge', {
          ClientId: w.client.id,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          ChallengeResponses: { USERNAME: 'first', NEW_PASSWORD: OTHER_PASSWORD },
          Session,
          ...METADATA,
        });
      },
      [TOLD, tokens('NewPasswordChallenge', 'clientMetadata')],
    ],
    [
      'ForgotPassword',
      (w) => w.forgotPassword(newName().username, METADATA),
      [['UserMigration_ForgotPassword', ['clientMetadata']]],
    ],
  ])('of %s reaches the triggers that may see it', async (_, act, expected) => {
    expect(await seen(act)).toEqual(expected);
  });

  it('of one request does not reach the next', async () => {
    const sources = await seen(async (w) => {
      const { username } = await w.someone();
      const { Session } = await w.initiate('USER_AUTH', { USERNAME: username }, METADATA);
      await w.respond('SELECT_CHALLENGE', { USERNAME: username, ANSWER: 'PASSWORD', PASSWORD }, Session);
    });
    expect(sources).toEqual([BEFORE, AFTER, tokens('Authentication')]);
  });
});
