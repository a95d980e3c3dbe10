import type { Call, ContextData } from '#core/call.ts';
import type { Deps } from '#ports/deps.ts';
import { toDomain } from './case.ts';
import type { HttpEvent } from './http.ts';

/** The members that mean the same in every operation that has them; ContextData is UserContextData of administrators. */
type CommonInput = {
  readonly ClientMetadata?: Readonly<Record<string, string>>;
  readonly UserContextData?: object;
  readonly ContextData?: object;
};

/** What is known of a request whose input has been validated. */
export function requestCall(deps: Deps, { headers, requestContext }: HttpEvent, input: CommonInput): Call {
  const { requestId, timeEpoch, http } = requestContext;
  const data = input.UserContextData ?? input.ContextData;
  return {
    deps,
    began: timeEpoch,
    requestId,
    source: { address: http.sourceIp, userAgent: headers['user-agent'] },
    clientMetadata: input.ClientMetadata,
    contextData: data && (toDomain(data) as ContextData),
  };
}
