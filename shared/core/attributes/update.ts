import type { PoolCall } from '#core/call.ts';
import { contactOf, type NewCode } from '#core/codes/code.ts';
import { fail, TEXT } from '#core/errors.ts';
import { useChange, usesRef, VERIFICATION_SEND_LIMIT } from '#core/guesses/limits.ts';
import { type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { notifyAll } from '#core/messages/notify.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { releaseNames } from '#core/users/aliases.ts';
import { changeUser } from '#core/users/change.ts';
import { type Writer, withAttributes } from '#core/users/sign-in-names.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { newVerification, noVerification } from './codes.ts';
import { missingAttributes } from './missing.ts';
import { type AttributeRequest, refuseAll, refuseRemovals } from './request.ts';

/** A user with changed attributes, and the codes that are sent or withdrawn because of the change. */
type Plan = {
  readonly after: Unversioned<'user'>;
  readonly send: readonly NewCode[];
  readonly withdraw: readonly Unversioned<'code'>[];
};

/**
 * Changes a user's attributes, and with them the names that the user can sign in with. Returns where codes were sent. A
 * new e-mail address or phone number replaces the old one at once and is unverified. Where the pool requires
 * verification before an update, the new value instead waits in the record of its code, and the old value stays as it
 * was. An administrator who sets `email_verified` or `phone_number_verified` in the same request sets the new value at
 * once, as verified.
 * Throws AliasExistsException, InvalidParameterException, UserNotFoundException, LimitExceededException (for the codes
 * that users cause themselves), TooManyRequestsException, and CodeDeliveryFailureException after the change was stored.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html
 */
export async function updateAttributes(
  call: PoolCall,
  user: User,
  request: AttributeRequest,
  writer: Exclude<Writer, 'service'>,
): Promise<readonly DeliveryDetails[]> {
  if (Object.keys(request.values).length + request.removed.length === 0) return [];
  const { after: changed, send } = await changeUser(call, user, async (before, contested) => {
    const plan = planOf(call, before, request, writer);
    const { after, send } = plan;
    const codes = [...send.map(({ record }) => record), ...plan.withdraw];
    const { changes, kept } = await releaseNames(call, after, contested, { force: false });
    if (kept) fail('AliasExistsException', TEXT.accountExists(kept.kind));
    const spent = writer === 'user' && send.length > 0 ? [await spentCodes(call, before, send.length)] : [];
    const puts = codes.map((value): Change => ({ op: 'put', kind: 'code', value }));
    return { after, send, more: [...puts, ...spent, ...changes] };
  });
  const source = 'CustomMessage_UpdateUserAttribute';
  const notices = send.map(
    ({ code, record }) => ({ source, user: changed, to: contactOf(record), code, when: 'now' }) as const,
  );
  await notifyAll(call, notices);
  return notices.map(({ to }) => deliveryDetails(to));
}

/**
 * Users choose where codes go, so the codes are counted; otherwise a user could send them to any number of strangers.
 */
async function spentCodes(call: PoolCall, user: User, count: number): Promise<Change> {
  const { uses } = await call.deps.records.read({ uses: usesRef(VERIFICATION_SEND_LIMIT, user) });
  return useChange(call, VERIFICATION_SEND_LIMIT, { who: user, seen: uses, times: count });
}

function planOf(call: PoolCall, before: User, request: AttributeRequest, writer: Writer): Plan {
  const { deps, pool } = call;
  const { values, removed } = request;
  const attributes: Record<string, string> = { ...before.attributes, ...values };
  for (const name of removed) delete attributes[name];
  const send: NewCode[] = [];
  const withdraw: Unversioned<'code'>[] = [];

  for (const attribute of ['email', 'phone_number'] as const) {
    const verified = `${attribute}_verified`;
    const value = attributes[attribute];
    if (values[verified] === 'true' && !value) {
      fail('InvalidParameterException', `${attribute} is required when ${verified} is true.`);
    }
    const update = contactUpdate(pool, before, request, attribute);
    if (update === 'wait') {
      restore(attributes, attribute, before);
      restore(attributes, verified, before);
    }
    if (update === 'remove') delete attributes[verified];
    if (update === 'unverified') attributes[verified] = 'false';
    if (update === 'wait' || (update === 'unverified' && pool.autoVerifiedAttributes.includes(attribute))) {
      send.push(newVerification(call, before, { attribute, value: value!, pending: update === 'wait' }));
    } else if (update !== 'untouched') withdraw.push(noVerification(call, before, attribute));
  }

  const after = withAttributes(pool, { ...before, modifiedAt: deps.clock.now() }, attributes, writer);
  checkNames(pool, before, after, request);
  if (writer === 'user') checkRequired(pool, after, request);
  return { after, send, withdraw };
}

/**
 * Returns what a request means for an e-mail address or phone number. The request does not touch it, removes it, keeps
 * it and its verification, sets it as verified, sets it as unverified, or makes it wait for its code.
 */
function contactUpdate(
  pool: Pool,
  before: User,
  { values, removed }: AttributeRequest,
  attribute: ContactAttribute,
): 'untouched' | 'remove' | 'keep' | 'verified' | 'unverified' | 'wait' {
  const verified = `${attribute}_verified`;
  if (removed.includes(attribute)) return 'remove';
  const value = values[attribute];
  if (value === undefined) return 'untouched';
  if (values[verified] === 'true') return 'verified';
  if (value !== before.attributes[attribute]) {
    const waits = pool.userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate.includes(attribute);
    return waits ? 'wait' : 'unverified';
  }
  const asBefore = before.attributes[verified] === 'true' && !(verified in values) && !removed.includes(verified);
  return asBefore ? 'keep' : 'unverified';
}

function restore(attributes: Record<string, string>, name: string, { attributes: before }: User): void {
  if (before[name] === undefined) delete attributes[name];
  else attributes[name] = before[name];
}

/**
 * A user who sets an attribute must also give those that the pool requires and that have no value yet.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
function checkRequired(pool: Pool, after: User, { values }: AttributeRequest): void {
  const missing = Object.keys(values).length > 0 ? missingAttributes(pool, after) : [];
  refuseAll(
    '',
    missing.map((name) => ({ name, problem: 'The attribute is required' })),
  );
}

/** In a pool whose user names are e-mail addresses or phone numbers, a user must keep at least one of them. */
function checkNames(pool: Pool, before: User, after: User, { removed }: AttributeRequest): void {
  if (after.names.length > 0 || before.names.length === 0) return;
  refuseRemovals(pool.usernameAttributes.filter((attribute) => removed.includes(attribute)));
}
