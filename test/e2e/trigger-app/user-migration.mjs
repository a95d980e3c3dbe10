import { scryptSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Takes users over from the application's earlier directory, old-users.json. */
export const handler = async (event) => {
  const users = JSON.parse(await readFile(new URL('./old-users.json', import.meta.url), 'utf8'));
  const user = Object.hasOwn(users, event.userName) ? users[event.userName] : undefined;
  const isKnown =
    user && (event.triggerSource === 'UserMigration_ForgotPassword' || opens(user, event.request.password));
  if (!isKnown) throw new Error('Bad user name or password');
  event.response.userAttributes = { email: user.email, email_verified: 'true', locale: user.locale };
  event.response.finalUserStatus = 'CONFIRMED';
  event.response.messageAction = 'SUPPRESS';
  return event;
};

function opens({ salt, hash }, password) {
  return timingSafeEqual(scryptSync(password, salt, 32), Buffer.from(hash, 'hex'));
}
