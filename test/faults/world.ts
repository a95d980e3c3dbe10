import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { anotherClient, poolOn, type TestPool } from '#test/world.ts';

/** A pool that verifies e-mails, lets people sign in with them, and offers MFA. A second client of it, `rotating`, rotates its tokens. */
export type World = TestPool & { readonly rotating: TestPool };

/** The service with hashes that cost next to nothing, because these tests are about everything else. */
export function createFastApp(wrapTable?: (table: TableClient) => TableClient): Promise<TestApp> {
  const hasher = argon2Hasher({ memoryCost: 64, timeCost: 1 });
  const notificationLog = { write: async () => {} };
  return createTestApp({ hasher, notificationLog, ...(wrapTable && { wrapTable }) });
}

/** From now on passwords are judged, but the outcome is known only when it is released. */
export function holdVerification({ deps }: TestApp) {
  const { hasher } = deps;
  let arrive = () => {};
  let release = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const verify: typeof hasher.verify = async (password, hash) => {
    const outcome = await hasher.verify(password, hash);
    arrive();
    await released;
    return outcome;
  };
  Object.assign(deps, { hasher: { ...hasher, verify } });
  return {
    arrived,
    release: () => {
      Object.assign(deps, { hasher });
      release();
    },
  };
}

export async function createWorld(app: TestApp, { graceSeconds = 60 } = {}): Promise<World> {
  const w = await poolOn(app, {
    aliasAttributes: ['email'],
    autoVerifiedAttributes: ['email'],
    mfaConfiguration: 'OPTIONAL',
    softwareTokenMfaConfiguration: { enabled: true },
    smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  });
  const rotating = await anotherClient(w, {
    explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: graceSeconds },
  });
  return { ...w, rotating };
}

/** Somebody who was invited, has signed in with the temporary password and must choose another; the answer to that. */
export async function newPasswordAsked(world: TestPool) {
  const person = await world.someone({ status: 'FORCE_CHANGE_PASSWORD' });
  const { Session } = await world.signIn(person.username);
  const answer = (NEW_PASSWORD: string) => ({
    ClientId: world.client.id,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses: { USERNAME: person.username, NEW_PASSWORD },
  });
  return { ...person, session: String(Session), answer };
}
