import { startServer } from '#infra/local/server.ts';
import type { Answer, TestApp } from '#test/app.ts';
import { poolOn } from '#test/world.ts';

type Result = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
};

export const PASSWORD = 'Passw0rd!example';

/**
 * A server in this process, and a pool whose functions ask for a code by e-mail, after the password if the client begins
 * with SRP. They are written as AWS's samples for passwordless sign-in are: they change the event and return it, and a
 * wrong code may be followed by another answer to the same code. The functions run in the test.
 */
export async function passwordlessPool(app: TestApp) {
  const server = await startServer({ host: '127.0.0.1', port: 0 });
  const sent: string[] = [];
  const defineAuthChallenge = app.functions.set('define', (event: Answer) => {
    const session: readonly Result[] = event.request.session;
    const last = session.at(-1);
    event.response.issueTokens = false;
    event.response.failAuthentication = false;
    if (last?.challengeName === 'SRP_A') {
      event.response.challengeName = 'PASSWORD_VERIFIER';
    } else if (last?.challengeName !== 'CUSTOM_CHALLENGE') {
      event.response.challengeName = 'CUSTOM_CHALLENGE';
    } else if (last.challengeResult) {
      event.response.issueTokens = true;
    } else if (session.filter(({ challengeResult }) => !challengeResult).length >= 3) {
      event.response.failAuthentication = true;
    } else {
      event.response.challengeName = 'CUSTOM_CHALLENGE';
    }
    return event;
  });
  const createAuthChallenge = app.functions.set('create', (event: Answer) => {
    const session: readonly Result[] = event.request.session;
    const before = session.findLast(({ challengeMetadata }) => challengeMetadata)?.challengeMetadata;
    const code = before?.replace('CODE-', '') ?? String(100_000 + sent.length);
    if (!before) sent.push(code);
    event.response.publicChallengeParameters = { email: event.request.userAttributes.email };
    event.response.privateChallengeParameters = { secretLoginCode: code };
    event.response.challengeMetadata = `CODE-${code}`;
    return event;
  });
  const verifyAuthChallengeResponse = app.functions.set('verify', (event: Answer) => {
    const { privateChallengeParameters, challengeAnswer } = event.request;
    event.response.answerCorrect = challengeAnswer === privateChallengeParameters.secretLoginCode;
    return event;
  });
  const lambdaConfig = { defineAuthChallenge, createAuthChallenge, verifyAuthChallengeResponse };
  const explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
  const w = await poolOn(app, { lambdaConfig }, { explicitAuthFlows });
  return {
    ...w,
    endpoint: `http://127.0.0.1:${server.port}`,
    /** The code that was sent last. */
    code: () => sent.at(-1)!,
    codes: sent,
    close: server.close,
  };
}

export type PasswordlessPool = Awaited<ReturnType<typeof passwordlessPool>>;
