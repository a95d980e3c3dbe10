import { describe, expect, it } from 'vitest';
import { FunctionError, type FunctionErrorReason } from '#core/triggers/function-error.ts';
import { testApp } from '#test/app.ts';
import {
  DISABLED,
  INCORRECT,
  invalid,
  missingParameter,
  NOT_CONFIRMED,
  RESET_REQUIRED,
  SESSION_USED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { claimsOf, DAY, PASSWORD, secretHash } from '#test/world.ts';
import { ALL_FLOWS, CODE, CUSTOM, customPool, FAIL, saying, says, TOKENS } from './custom.ts';

const app = testApp();

const UNRECOGNIZABLE = { name: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' };
const NOT_CONFIGURED = invalid('Custom auth lambda trigger is not configured for the user pool.');
const SIGNED_IN = { AuthenticationResult: { AccessToken: expect.any(String), RefreshToken: expect.any(String) } };

/** A result as the functions see it. */
const answered = (challengeResult: boolean, n: number) => ({
  ...CUSTOM,
  challengeResult,
  challengeMetadata: `CODE-${n}`,
});

describe('CUSTOM_AUTH without a password', () => {
  it('signs in with the code that the functions ask for', async () => {
    const w = await customPool(app);
    const { username, email, sub } = await w.someone();
    const begun = await w.begin(username);
    expect(begun).toStrictEqual({
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: expect.any(String),
      ChallengeParameters: { USERNAME: username, sentTo: email },
    });
    expect(begun.Session.length).toBeLessThanOrEqual(2048);
    const { AuthenticationResult } = await w.reply(username, begun.Session);
    for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
      expect(claimsOf(token)).toMatchObject({ sub, acr: 'urn:cognito:loa:1' });
      expect(claimsOf(token)).not.toHaveProperty('amr');
    }
    expect(await w.families(sub)).toHaveLength(1);
    expect((await w.getUser(AuthenticationResult.AccessToken)).Username).toBe(username);
  });

  it('tells the functions what Cognito tells them, and the private parameters only to the one that verifies', async () => {
    const w = await customPool(app);
    const { username, email, sub } = await w.someone();
    const { Session } = await w.begin(username);
    const second = await w.reply(username, Session, '000000');
    await w.reply(username, second.Session);
    const userAttributes = { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'true' };
    const common = {
      version: '1',
      region: 'us-east-1',
      userPoolId: w.pool.id,
      userName: username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
    };
    const define = (session: readonly object[]) => ({
      ...common,
      triggerSource: 'DefineAuthChallenge_Authentication',
      request: { userAttributes, session },
      response: { challengeName: null, issueTokens: null, failAuthentication: null },
    });
    const create = (session: readonly object[]) => ({
      ...common,
      triggerSource: 'CreateAuthChallenge_Authentication',
      request: { userAttributes, challengeName: 'CUSTOM_CHALLENGE', session },
      response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
    });
    const verify = (challengeAnswer: string) => ({
      ...common,
      triggerSource: 'VerifyAuthChallengeResponse_Authentication',
      request: { userAttributes, privateChallengeParameters: { code: CODE }, challengeAnswer },
      response: { answerCorrect: null },
    });
    expect(w.events()).toStrictEqual([
      define([]),
      create([]),
      verify('000000'),
      define([answered(false, 0)]),
      create([answered(false, 0)]),
      verify(CODE),
      define([answered(false, 0), answered(true, 1)]),
    ]);
  });

  it('passes ClientMetadata of answers to the functions, and not that of the first request', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const first = { ClientMetadata: { from: 'InitiateAuth' } };
    const { Session } = await w.begin(username, {}, first);
    const ids = { ClientId: w.client.id, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: username } };
    await w.call('AdminInitiateAuth', { ...ids, ...first });
    expect(w.events()).toHaveLength(4);
    for (const { request } of w.events()) expect(request).not.toHaveProperty('clientMetadata');
    const answer = (ANSWER: string, Session: string, from: string) => ({
      ClientId: w.client.id,
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeResponses: { USERNAME: username, ANSWER },
      Session,
      ClientMetadata: { from },
    });
    const next = await app.call('RespondToAuthChallenge', answer('wrong', Session, 'RespondToAuthChallenge'));
    await w.call('AdminRespondToAuthChallenge', answer(CODE, next.Session, 'AdminRespondToAuthChallenge'));
    const seen = w
      .events()
      .slice(4)
      .map(({ request }) => request.clientMetadata.from);
    expect(seen).toEqual([...Array(3).fill('RespondToAuthChallenge'), ...Array(2).fill('AdminRespondToAuthChallenge')]);
  });

  it('is the same for administrators, with CHALLENGE_NAME, and with SECRET_HASH', async () => {
    const w = await customPool(app, {}, { secret: 'a-secret-of-this-client' });
    const { username } = await w.someone();
    const SECRET_HASH = secretHash('a-secret-of-this-client', username, w.client.id);
    await expect(w.begin(username)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    for (const name of ['CHALLENGE_NAME', 'ChallengeName']) {
      const { Session, ChallengeName } = await w.call('AdminInitiateAuth', {
        ClientId: w.client.id,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: username, [name]: 'CUSTOM_CHALLENGE', SECRET_HASH },
      });
      expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
      const answer = await w.call('AdminRespondToAuthChallenge', {
        ClientId: w.client.id,
        ChallengeName,
        ChallengeResponses: { USERNAME: username, ANSWER: CODE, SECRET_HASH },
        Session,
      });
      expect(answer).toMatchObject(SIGNED_IN);
    }
  });

  it('asks again after a wrong answer as long as the functions do, and then ends', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    let { Session } = await w.begin(username);
    for (let n = 0; n < 2; n++) ({ Session } = await w.reply(username, Session, 'wrong'));
    await expect(w.reply(username, Session, 'wrong')).rejects.toMatchObject(INCORRECT);
    await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_USED);
    expect(await w.families(sub)).toEqual([]);
    // Wrong answers do not lock the user, neither here nor anywhere else.
    for (let n = 0; n < 4; n++) {
      let { Session } = await w.begin(username);
      for (let n = 0; n < 2; n++) ({ Session } = await w.reply(username, Session, 'wrong'));
      await w.reply(username, Session, 'wrong').catch(() => {});
    }
    expect(await w.signIn(username)).toMatchObject(SIGNED_IN);
    expect(await w.reply(username, (await w.begin(username)).Session)).toMatchObject(SIGNED_IN);
  });

  it('finds the user by an alias, and takes the name of the challenge or the one that was sent', async () => {
    const w = await customPool(app, { aliasAttributes: ['email'] });
    const { username, email } = await w.someone();
    for (const name of [username, email]) {
      const { Session, ChallengeParameters } = await w.begin(name);
      expect(ChallengeParameters.USERNAME).toBe(username);
      expect(await w.reply(name, Session)).toMatchObject(SIGNED_IN);
    }
    const { Session } = await w.begin(email);
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
  });

  it('keeps parameters and metadata of 16 KB and 2 KB, and a Session of the usual length', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const long = 'ü'.repeat((16_384 - '{"q":""}'.length) / 2);
    w.set(
      'create',
      says({
        publicChallengeParameters: { q: long },
        privateChallengeParameters: { q: long },
        challengeMetadata: 'ü'.repeat(1024),
      }),
    );
    w.set('verify', (event) => saying(event, { answerCorrect: event.request.privateChallengeParameters.q === long }));
    w.set('define', (event) => saying(event, event.request.session.length === 3 ? TOKENS : CUSTOM));
    let { Session, ChallengeParameters } = await w.begin(username);
    expect(ChallengeParameters).toEqual({ USERNAME: username, q: long });
    for (let n = 0; n < 2; n++) {
      expect(Session.length).toBeLessThanOrEqual(2048);
      ({ Session } = await w.reply(username, Session, 'a'.repeat(16_384)));
    }
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
    const { session } = w.events('Define').at(-1).request;
    expect(session).toEqual(Array(3).fill({ ...CUSTOM, challengeResult: true, challengeMetadata: 'ü'.repeat(1024) }));
  });

  it('ends after 30 answers, whatever the function that counts them says', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    w.set('define', says(CUSTOM));
    let { Session } = await w.begin(username);
    for (let n = 0; n < 29; n++) ({ Session } = await w.reply(username, Session, 'wrong'));
    await expect(w.reply(username, Session)).rejects.toMatchObject(INCORRECT);
    expect(w.events('Define').at(-1).request.session).toHaveLength(30);
  });

  it('leaves its steps in the audit trail', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    const begin = app.audit.length;
    let { Session } = await w.begin(username);
    ({ Session } = await w.reply(username, Session, 'wrong'));
    await w.reply(username, Session);
    w.set('define', says(FAIL));
    await w.begin(username).catch(() => {});
    const asked = { sub, outcome: 'challenge', challenge: 'CUSTOM_CHALLENGE' };
    expect(app.audit.slice(begin)).toMatchObject([asked, asked, { sub, outcome: 'tokens' }, { sub, outcome: 'wrong' }]);
    expect(JSON.stringify(app.audit)).not.toContain(CODE);
  });

  it('costs one write to begin, and two with the answer that leads to tokens', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    await w.signIn(username);
    app.roundTrips.reset();
    const { Session } = await w.begin(username);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
    app.roundTrips.reset();
    await w.reply(username, Session);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 2 });
    expect(app.roundTrips.staleReads).toEqual([]);
  });
});

describe('a request of CUSTOM_AUTH', () => {
  it('is refused where one of the functions is missing, also once the sign-in has begun', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { lambdaConfig } = w.pool;
    const names = ['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse'] as const;
    const { Session } = await w.begin(username);
    for (const name of names) {
      await w.changePool({ lambdaConfig: { ...lambdaConfig, [name]: undefined } });
      app.deps.configuration.forget(w.pool.id);
      await expect(w.begin(username)).rejects.toMatchObject(NOT_CONFIGURED);
      await expect(w.begin('nobody')).rejects.toMatchObject(NOT_CONFIGURED);
    }
    await expect(w.reply(username, Session)).rejects.toMatchObject(NOT_CONFIGURED);
    await w.changePool({ lambdaConfig });
    // The pool without functions is cached; a refusal is judged once more.
    expect(await w.begin(username)).toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
  });

  it('is refused for a client that does not have the flow', async () => {
    const w = await customPool(app, {}, { explicitAuthFlows: ALL_FLOWS.slice(1) });
    await expect(w.begin('ada')).rejects.toMatchObject(invalid('CUSTOM_AUTH is not enabled for the client.'));
    expect(w.events()).toEqual([]);
  });

  it.each<[string, object, object]>([
    [
      'another first challenge',
      { CHALLENGE_NAME: 'PASSWORD' },
      invalid('CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.'),
    ],
    ['SRP_A without its value', { CHALLENGE_NAME: 'SRP_A' }, missingParameter('SRP_A')],
    ['SRP_A that breaks the exchange', { CHALLENGE_NAME: 'SRP_A', SRP_A: '0' }, invalid('Invalid SRP_A')],
    ['a first challenge that is too long', { CHALLENGE_NAME: 'x'.repeat(129) }, { name: 'InvalidParameterException' }],
    ['no name', { USERNAME: '' }, missingParameter('USERNAME')],
  ])('is refused for %s, before anybody is asked', async (_, parameters, error) => {
    const w = await customPool(app);
    const { username } = await w.someone();
    app.roundTrips.reset();
    await expect(w.begin(username, parameters)).rejects.toMatchObject(error);
    expect(app.roundTrips).toMatchObject({ reads: 0, writes: 0 });
    expect(w.events()).toEqual([]);
  });

  it('is refused for an answer that is missing or too long, which does not use the Session up', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { Session } = await w.begin(username);
    await expect(w.reply(username, Session, '')).rejects.toMatchObject(missingParameter('ANSWER'));
    await expect(w.reply(username, Session, 'a'.repeat(16_385))).rejects.toMatchObject({
      message: expect.stringContaining("Value at 'answer' failed to satisfy constraint"),
    });
    await expect(w.reply('', Session)).rejects.toMatchObject(missingParameter('USERNAME'));
    await expect(w.reply(username, undefined)).rejects.toMatchObject(missingParameter('Session'));
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
  });
});

describe('a pool for CUSTOM_AUTH', () => {
  it('is made with its functions and CustomAuthMode, and shows them', async () => {
    const own = await customPool(app);
    const LambdaConfig = {
      DefineAuthChallenge: own.pool.lambdaConfig.defineAuthChallenge,
      CreateAuthChallenge: own.pool.lambdaConfig.createAuthChallenge,
      VerifyAuthChallengeResponse: own.pool.lambdaConfig.verifyAuthChallengeResponse,
    };
    const UserPoolAddOns = {
      AdvancedSecurityMode: 'OFF',
      AdvancedSecurityAdditionalFlows: { CustomAuthMode: 'AUDIT' },
    };
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'custom', LambdaConfig, UserPoolAddOns });
    const ids = { UserPoolId: UserPool.Id };
    const described = await app.call('DescribeUserPool', ids);
    expect(described.UserPool).toMatchObject({ LambdaConfig, UserPoolAddOns });
    const { UserPoolClient } = await app.call('CreateUserPoolClient', {
      ...ids,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    });
    await app.call('AdminCreateUser', { ...ids, Username: 'ada', MessageAction: 'SUPPRESS' });
    const client = { ClientId: UserPoolClient.ClientId };
    const begin = { ...client, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'ada' } };
    const { Session, ChallengeName } = await app.call('InitiateAuth', begin);
    const answer = { ...client, ChallengeName, Session, ChallengeResponses: { USERNAME: 'ada', ANSWER: CODE } };
    expect(await app.call('RespondToAuthChallenge', answer)).toMatchObject(SIGNED_IN);
  });
});

describe('what DefineAuthChallenge says', () => {
  it.each<[string, object, object]>([
    ['nothing', {}, UNRECOGNIZABLE],
    ['an empty name', { challengeName: '' }, UNRECOGNIZABLE],
    ['another challenge', { challengeName: 'MY_CHALLENGE' }, UNRECOGNIZABLE],
    ['a factor that the service asks for', { challengeName: 'SMS_MFA' }, UNRECOGNIZABLE],
    ['the password without SRP_A', { challengeName: 'PASSWORD_VERIFIER' }, UNRECOGNIZABLE],
    ['a new password without the old one', { challengeName: 'NEW_PASSWORD_REQUIRED' }, UNRECOGNIZABLE],
    ['a name that is no text', { challengeName: 1 }, UNRECOGNIZABLE],
    ['tokens that are no flag', { issueTokens: 'true' }, UNRECOGNIZABLE],
    ['a failure that is no flag', { issueTokens: true, failAuthentication: 'true' }, UNRECOGNIZABLE],
    ['failure', FAIL, INCORRECT],
    ['failure and tokens', { ...FAIL, ...TOKENS }, INCORRECT],
    ['failure and a challenge', { ...FAIL, ...CUSTOM }, INCORRECT],
  ])('ends the sign-in with %s, at its begin and after an answer', async (_, response, error) => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    const { Session } = await w.begin(username);
    w.set('define', says(response));
    app.roundTrips.reset();
    await expect(w.begin(username)).rejects.toMatchObject(error);
    expect(app.roundTrips.writes).toBe(0);
    await expect(w.reply(username, Session)).rejects.toMatchObject(error);
    await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_USED);
    expect(await w.families(sub)).toEqual([]);
  });

  it('may be tokens at once, or together with the name of a challenge', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    w.set('define', says({ ...TOKENS, ...CUSTOM, failAuthentication: null }));
    expect(await w.begin(username)).toMatchObject(SIGNED_IN);
    expect(w.events('Create')).toEqual([]);
  });

  it('is no tokens while SRP_A alone has come, which proves nothing', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    w.set('define', (event) => saying(event, { issueTokens: event.request.session.at(-1).challengeResult }));
    const begun = w.begin(username, { CHALLENGE_NAME: 'SRP_A', SRP_A: srpClient().srpA });
    await expect(begun).rejects.toMatchObject(UNRECOGNIZABLE);
    expect(await w.families(sub)).toEqual([]);
  });
});

describe('a function that does not do its part', () => {
  const LAMBDA: Readonly<Record<FunctionErrorReason, string>> = {
    'function-error': 'UserLambdaValidationException',
    'access-denied': 'UnexpectedLambdaException',
    'not-found': 'UnexpectedLambdaException',
    timeout: 'UnexpectedLambdaException',
    throttled: 'UnexpectedLambdaException',
    busy: 'TooManyRequestsException',
    'not-json': 'InvalidLambdaResponseException',
    unavailable: 'UnexpectedLambdaException',
  };
  const REASONS = Object.keys(LAMBDA) as FunctionErrorReason[];
  const TRIGGERS = {
    define: 'DefineAuthChallenge',
    create: 'CreateAuthChallenge',
    verify: 'VerifyAuthChallengeResponse',
  };
  const names = ['define', 'create', 'verify'] as const;

  it.each(names.flatMap((name) => REASONS.map((reason) => [name, reason] as const)))(
    'ends the sign-in (%s: %s), and the Session is used up',
    async (name, reason) => {
      const w = await customPool(app);
      const { username, sub } = await w.someone();
      const { Session } = await w.begin(username);
      w.set(name, () => {
        throw new FunctionError(reason, { errorMessage: 'Not today' });
      });
      const error = { name: LAMBDA[reason] };
      app.roundTrips.reset();
      if (name !== 'verify') await expect(w.begin(username)).rejects.toMatchObject(error);
      expect(app.roundTrips.writes).toBe(0);
      await expect(w.reply(username, Session, 'wrong')).rejects.toMatchObject(error);
      await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_USED);
      expect(await w.families(sub)).toEqual([]);
    },
  );

  it.each(names)('is named with its text (%s)', async (name) => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { Session } = await w.begin(username);
    w.set(name, () => {
      throw new Error('Not today');
    });
    await expect(w.reply(username, Session, 'wrong')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: `${TRIGGERS[name]} failed with error Not today.`,
    });
  });

  it.each<['create' | 'verify', string, object]>([
    ['create', 'public parameters that are no texts', { publicChallengeParameters: { n: 1 } }],
    ['create', 'public parameters that are a list', { publicChallengeParameters: ['a'] }],
    ['create', 'private parameters that are no texts', { privateChallengeParameters: { n: null } }],
    ['create', 'metadata that is no text', { challengeMetadata: 7 }],
    ['create', 'too long public parameters', { publicChallengeParameters: { q: 'x'.repeat(16_377) } }],
    ['create', 'too long private parameters', { privateChallengeParameters: { q: 'ü'.repeat(8_189) } }],
    ['create', 'too long metadata', { challengeMetadata: 'ü'.repeat(1025) }],
    ['verify', 'a verdict that is no flag', { answerCorrect: 'true' }],
    ['verify', 'a verdict that is a number', { answerCorrect: 1 }],
  ])('is not believed: %s with %s', async (name, _, response) => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { Session } = await w.begin(username);
    w.set(name, says(response));
    await expect(w.reply(username, Session, 'wrong')).rejects.toMatchObject(UNRECOGNIZABLE);
    await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_USED);
  });

  it('has said nothing when it returns the event as it is', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    w.set('create', (event) => event);
    const { Session, ChallengeParameters } = await w.begin(username);
    expect(ChallengeParameters).toEqual({ USERNAME: username });
    w.set('verify', (event) => event);
    await w.reply(username, Session);
    expect(w.events('Define').at(-1).request.session).toEqual([
      { ...CUSTOM, challengeResult: false, challengeMetadata: null },
    ]);
    expect(w.events('Verify').at(-1).request.privateChallengeParameters).toEqual({});
  });

  it('cannot put another name into the challenge, nor reach into objects', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const parameters = JSON.parse('{"USERNAME": "somebody else", "__proto__": "x", "constructor": "y"}');
    w.set('create', says({ publicChallengeParameters: parameters, privateChallengeParameters: parameters }));
    const { ChallengeParameters } = await w.begin(username);
    expect(ChallengeParameters.USERNAME).toBe(username);
    expect(ChallengeParameters.constructor).toBe('y');
  });

  it('is not answered for another user', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    for (const name of ['define', 'create'] as const) {
      w.set('define', says(CUSTOM));
      w.set(name, (event) => ({ ...saying(event, CUSTOM), userName: 'somebody else' }));
      await expect(w.begin(username)).rejects.toMatchObject(UNRECOGNIZABLE);
    }
  });
});

describe('the state of an account', () => {
  it.each<[string, object, object]>([
    ['disabled', { enabled: false }, DISABLED],
    ['unconfirmed', { status: 'UNCONFIRMED' }, NOT_CONFIRMED],
    ['to be reset', { status: 'RESET_REQUIRED' }, RESET_REQUIRED],
  ])('is told to nobody but who has proved to be the user (%s)', async (_, state, error) => {
    const w = await customPool(app);
    const { username, sub } = await w.someone(state);
    let { Session } = await w.begin(username);
    for (let n = 0; n < 2; n++) ({ Session } = await w.reply(username, Session, 'wrong'));
    await expect(w.reply(username, Session, 'wrong')).rejects.toMatchObject(INCORRECT);
    ({ Session } = await w.begin(username));
    await expect(w.reply(username, Session)).rejects.toMatchObject(error);
    expect(await w.families(sub)).toEqual([]);
  });

  it('does not matter where an administrator chose a password that nobody has used, and that has expired', async () => {
    const w = await customPool(app);
    await w.create('invited');
    app.advance(8 * DAY);
    const { Session } = await w.begin('invited');
    expect(w.events('Define').at(-1).request.userAttributes['cognito:user_status']).toBe('FORCE_CHANGE_PASSWORD');
    expect(await w.reply('invited', Session)).toMatchObject(SIGNED_IN);
    expect((await w.stored('invited'))!.status).toBe('FORCE_CHANGE_PASSWORD');
    await expect(w.signIn('invited', PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('is UserNotFoundException for nobody, who does not reach the functions', async () => {
    const w = await customPool(app);
    await expect(w.begin('nobody')).rejects.toMatchObject(USER_UNKNOWN);
    expect(w.events()).toEqual([]);
  });
});
