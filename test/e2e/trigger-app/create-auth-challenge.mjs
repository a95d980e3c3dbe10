import { randomInt } from 'node:crypto';
import { appendFile } from 'node:fs/promises';

/** Sends a code by e-mail, for which a line in a file stands here, and keeps it for the answers that follow. */
export const handler = async (event) => {
  const { session, userAttributes } = event.request;
  let code = session.at(-1)?.challengeMetadata?.replace('CODE-', '');
  if (!code) {
    code = String(randomInt(100_000, 1_000_000));
    await appendFile(process.env.TRIGGER_APP_MAILBOX, `${JSON.stringify({ to: userAttributes.email, code })}\n`);
  }
  event.response.publicChallengeParameters = { email: userAttributes.email };
  event.response.privateChallengeParameters = { code };
  event.response.challengeMetadata = `CODE-${code}`;
  return event;
};
