import type { Pool } from '#core/pools/pool.ts';
import type { Answer, TestApp } from '#test/app.ts';
import type { ClientSettings } from '#test/fixtures.ts';
import { srpClient } from '#test/srp-client.ts';
import { PASSWORD, poolOn } from '#test/world.ts';

type Handler = (event: Answer) => unknown;
type Name = 'define' | 'create' | 'verify';
type Result = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
};

/** The event with these members of its response. */
export const saying = (event: Answer, response: object) => ({ ...event, response: { ...event.response, ...response } });
/** A function that always says the same. */
export const says =
  (response: object): Handler =>
  (event) =>
    saying(event, response);
export const CUSTOM = { challengeName: 'CUSTOM_CHALLENGE' };
export const TOKENS = { issueTokens: true };
export const FAIL = { failAuthentication: true };

/** The code of every custom challenge here. */
export const CODE = '314159';
export const ALL_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'];

/** The functions of an app without passwords: a code, which may be wrong twice. After SRP_A they ask for the password first. */
const FUNCTIONS: Readonly<Record<Name, Handler>> = {
  define(event) {
    const session: readonly Result[] = event.request.session;
    const last = session.at(-1);
    if (last?.challengeName === 'SRP_A') return saying(event, { challengeName: 'PASSWORD_VERIFIER' });
    if (last?.challengeName !== 'CUSTOM_CHALLENGE') return saying(event, CUSTOM);
    if (last.challengeResult) return saying(event, TOKENS);
    const wrong = session.filter(({ challengeResult }) => !challengeResult);
    return saying(event, wrong.length < 3 ? CUSTOM : FAIL);
  },
  create: (event) =>
    saying(event, {
      publicChallengeParameters: { sentTo: event.request.userAttributes.email ?? 'nobody' },
      privateChallengeParameters: { code: CODE },
      challengeMetadata: `CODE-${event.request.session.length}`,
    }),
  verify: (event) =>
    saying(event, { answerCorrect: event.request.challengeAnswer === event.request.privateChallengeParameters.code }),
};

let pools = 0;

/** A pool with functions for CUSTOM_AUTH, which may be replaced, and its custom sign-ins. */
export async function customPool(app: TestApp, settings: Partial<Pool> = {}, client: ClientSettings = {}) {
  const id = ++pools;
  const set = (name: Name, handler: Handler) => app.functions.set(`${name}-${id}`, handler);
  const lambdaConfig = {
    defineAuthChallenge: set('define', FUNCTIONS.define),
    createAuthChallenge: set('create', FUNCTIONS.create),
    verifyAuthChallengeResponse: set('verify', FUNCTIONS.verify),
  };
  const w = await poolOn(app, { lambdaConfig, ...settings }, { explicitAuthFlows: ALL_FLOWS, ...client });
  const begin = (USERNAME: string, parameters: object = {}, more: object = {}) =>
    w.initiate('CUSTOM_AUTH', { USERNAME, ...parameters }, more);
  const reply = (USERNAME: string, Session: string | undefined, ANSWER: string = CODE, more: object = {}) =>
    w.respond('CUSTOM_CHALLENGE', { USERNAME, ANSWER, ...more }, Session);
  /** Begins with SRP_A; the second answer proves the password. */
  const beginSrp = async (USERNAME: string, password = PASSWORD, more: object = {}) => {
    const srp = srpClient();
    const begun = await begin(USERNAME, { CHALLENGE_NAME: 'SRP_A', SRP_A: srp.srpA, ...more });
    const responses = srp.answer(w.pool.id, password, begun.ChallengeParameters);
    const prove = (more: object = {}) => w.respond('PASSWORD_VERIFIER', { ...responses, ...more }, begun.Session);
    return { begun, prove };
  };
  return {
    ...w,
    /** Replaces a function of the pool. */
    set,
    begin,
    reply,
    beginSrp,
    /** The events that a function of the pool was called with, oldest first; without a name, those of all of them. */
    events: (source = ''): readonly Answer[] =>
      app.functions.events.filter(
        ({ userPoolId, triggerSource }) => userPoolId === w.pool.id && triggerSource.startsWith(source),
      ),
    /** The token families of a user: one for each sign-in that has ended in tokens. */
    families: async (sub: string) => (await app.deps.records.within('family', { poolId: w.pool.id, sub })).values,
  };
}

export type CustomPool = Awaited<ReturnType<typeof customPool>>;
