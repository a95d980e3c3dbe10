import { appendFile } from 'node:fs/promises';
import { decryptSenderCode } from 'ownpool/sender-code';

/** Sends SMS, for which a line in a file stands here. The helper opens the code. */
export const handler = async (event) => {
  const sms = { to: event.request.userAttributes.phone_number, code: await decryptSenderCode(event) };
  await appendFile(process.env.TRIGGER_APP_MAILBOX, `${JSON.stringify(sms)}\n`);
};
