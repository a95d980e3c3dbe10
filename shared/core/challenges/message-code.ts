import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { randomDigits } from '#core/codes/code.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Attempts, FIRST_CODE_GUESSES, type GuessRules, MFA_GUESSES } from '#core/guesses/attempts.ts';
import { FIRST_CODE_LIMIT, MFA_CODE_LIMIT, spendUse, type UseLimit, useChange, usesRef } from '#core/guesses/limits.ts';
import { type Contact, deliveryDetails, mediumOf } from '#core/messages/delivery.ts';
import { type Notice, notify } from '#core/messages/notify.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { AuthSession, SignIn } from './auth-session.ts';
import type { Begun, Responses } from './challenge.ts';
import { parameter } from './parameters.ts';

/** What a Session remembers of a code that was sent. Both hashes are keyed, and count for one sign-in only. */
export type SentCode = {
  readonly hash: string;
  readonly attribute: ContactAttribute;
  /** The hash of the e-mail address or phone number. */
  readonly destination: string;
  /** The e-mail address or phone number as the client was shown it. */
  readonly shown: string;
  /** The address itself, which the user has given while signing in and gets as attribute by the code (MFA_SETUP). */
  readonly pending?: string;
};

/** What is different about codes that begin a sign-in and codes that follow another factor. */
type CodeUse = { readonly digits: number; readonly limit: UseLimit; readonly guesses: GuessRules };

/**
 * A code that begins a sign-in has 8 digits (public record: github.com/aws-amplify/amplify-js/issues/14428), because
 * nothing else protects the account.
 */
const FIRST: CodeUse = { digits: 8, limit: FIRST_CODE_LIMIT, guesses: FIRST_CODE_GUESSES };
const FURTHER: CodeUse = { digits: 6, limit: MFA_CODE_LIMIT, guesses: MFA_GUESSES };

function useOf({ passed }: SignIn): CodeUse {
  return passed.length === 0 ? FIRST : FURTHER;
}

/** Returns the rules for guesses at a code of this sign-in. */
export function codeGuesses(signIn: SignIn): GuessRules {
  return useOf(signIn).guesses;
}

/** A code to send. For a name that leads to nobody, `to` is an imaginary contact and `when` is 'never'. */
type Sending = Pick<Notice, 'user' | 'to' | 'when'> & {
  readonly signIn: SignIn;
  /** What the client is shown in place of the contact, masked. */
  readonly shown?: string;
  /** The codes that were counted, where they have been read already. */
  readonly counted?: Counted;
};

type Counted = { readonly uses?: Attempts | undefined };

/**
 * Sends a new code for a sign-in, and returns what the Session must remember and the ChallengeParameters. It must only be
 * called once the step that leads to it is written, so that a step that is replayed sends nothing. The code is counted
 * for the sub of the sign-in, which may be an imaginary one; whether it is sent or not makes no difference to the reads
 * and writes. Throws NotAuthorizedException when no message is left, and CodeDeliveryFailureException.
 */
export async function sendCode(
  call: ClientCall,
  { signIn, user, to, when, shown = deliveryDetails(to).destination, counted }: Sending,
): Promise<{ readonly sent: SentCode; readonly parameters: Begun['parameters'] }> {
  const { deps } = call;
  const { digits, limit } = useOf(signIn);
  const { uses } = counted ?? (await deps.records.read({ uses: usesRef(limit, signIn) }));
  await spendUse(call, limit, { who: signIn, seen: uses, changes: [] });
  const code = randomDigits(digits, deps.random.integer);
  await notify(call, { source: 'CustomMessage_Authentication', user, to, code, when });
  const { attribute } = to;
  const destination = destinationHash(deps.keys, signIn, to);
  return {
    sent: { hash: codeHash(deps.keys, signIn, { attribute, destination }, code), attribute, destination, shown },
    parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: mediumOf(to), CODE_DELIVERY_DESTINATION: shown },
  };
}

/** Returns whether the responses ask for another code, and the deployment is set to send it (docs/configuration.md). */
export function asksAgain({ deps }: ClientCall, responses: Responses): boolean {
  return deps.factorRules.resendsCodes && parameter(responses, 'RESEND') === 'true';
}

/**
 * Returns a function that sends another code in place of one that was sent before, to the same contact, like sendCode.
 * Where the first code of a sign-in was not sent, this one is not sent either. Throws NotAuthorizedException when no
 * message is left, so that the Session and the code that the user has stay valid, and after another factor for a user who no
 * longer has the contact.
 */
export async function codeAgain(
  call: ClientCall,
  session: AuthSession<'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP'>,
  user: User | undefined,
): Promise<() => ReturnType<typeof sendCode>> {
  const { state, ...signIn } = session;
  const { attribute, pending, shown } = state.code;
  const isFirst = signIn.passed.length === 0;
  const isThere = isStillThere(call.deps.keys, signIn, state.code, user);
  if (!isThere && !isFirst) fail('NotAuthorizedException', TEXT.sessionInvalid);
  const value = (isThere && (user?.attributes[attribute] ?? pending)) || shown;
  const when = !isThere || user?.enabled === false ? 'never' : isFirst && hidesUsers(call.client) ? 'later' : 'now';
  const { limit } = useOf(signIn);
  const counted: Counted = await call.deps.records.read({ uses: usesRef(limit, signIn) });
  useChange(call, limit, { who: signIn, seen: counted.uses, times: 1 });
  return async () => {
    const to = { attribute, value };
    const known = isThere ? user : undefined;
    const { sent, parameters } = await sendCode(call, { signIn, user: known, to, when, shown, counted });
    return { sent: { ...sent, ...(pending !== undefined && { pending }) }, parameters };
  };
}

/**
 * Returns whether `given` is the code that was sent, and the user still has the e-mail address or phone number that it
 * was sent to. Whoever reads a mailbox that the user has given up must not get the account. It takes the same time for
 * every answer.
 */
export function isRightCode(
  { deps }: ClientCall,
  signIn: SignIn,
  { sent, given, user }: { readonly sent: SentCode; readonly given: string; readonly user: User | undefined },
): boolean {
  const actual = Buffer.from(codeHash(deps.keys, signIn, sent, given));
  const expected = Buffer.from(sent.hash);
  const isEqual = expected.length === actual.length && timingSafeEqual(expected, actual);
  return isStillThere(deps.keys, signIn, sent, user) && isEqual;
}

/**
 * Returns whether the user still has the e-mail address or phone number that the code was sent to or, where it is still
 * pending, has no other.
 */
export function isStillThere(keys: Keyring, signIn: SignIn, sent: SentCode, user: User | undefined): boolean {
  const { attribute, destination, pending } = sent;
  const value = user?.attributes[attribute] ?? (user && pending) ?? '';
  return destinationHash(keys, signIn, { attribute, value }) === destination;
}

/** Returns the keyed hash of a code. A plain hash of a few digits could be reversed at once. */
function codeHash(
  keys: Keyring,
  { id }: SignIn,
  { attribute, destination }: Pick<SentCode, 'attribute' | 'destination'>,
  code: string,
): string {
  return keyedHash(keys, 'sign-in-code', [id, attribute, destination, code]).slice(0, 22);
}

function destinationHash(keys: Keyring, { id }: SignIn, { attribute, value }: Contact): string {
  return keyedHash(keys, 'sign-in-destination', [id, attribute, value]).slice(0, 16);
}

function keyedHash(keys: Keyring, label: string, parts: readonly string[]): string {
  return createHmac('sha256', keys.derive('credentials', label)).update(JSON.stringify(parts)).digest('base64url');
}
