import type { Call, ContextData } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import type { RequestOf } from './api.ts';
import { toDomain } from './case.ts';
import type { HttpEvent } from './http.ts';
import { ContextDataType, UserContextDataType } from './schema/common.ts';

/**
 * The members that have the same meaning in every operation that takes them. ContextData is the form of UserContextData
 * for administrators.
 */
type CommonInput = Partial<
  Pick<RequestOf<'InitiateAuth'>, 'ClientMetadata' | 'UserContextData'> &
    Pick<RequestOf<'AdminInitiateAuth'>, 'ContextData'>
>;

/**
 * Returns the call for a request of an operation whose input has been validated. `audit` is where the call notes what it
 * is about.
 */
export function requestCall(
  deps: Deps,
  { headers, requestContext }: HttpEvent,
  input: CommonInput,
  { operation, audit }: Pick<Call, 'operation' | 'audit'>,
): Call {
  const { requestId, timeEpoch, http } = requestContext;
  return {
    deps,
    began: timeEpoch,
    requestId,
    operation,
    source: { address: http.sourceIp, userAgent: headers['user-agent'] },
    clientMetadata: input.ClientMetadata,
    contextData: contextData(input),
    audit,
  };
}

function contextData({ UserContextData, ContextData }: CommonInput): ContextData | undefined {
  if (UserContextData) return toDomain(UserContextDataType.members, UserContextData);
  return ContextData && toDomain(ContextDataType.members, ContextData);
}
