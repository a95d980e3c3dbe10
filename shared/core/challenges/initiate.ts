import { type Call, type ClientCall, type PoolCall, withClient } from '#core/call.ts';
import { type AuthFlow, allowsFlow } from '#core/clients/flows.ts';
import { fail } from '#core/errors.ts';
import { authChallengeFunctions } from '#core/triggers/auth-challenge.ts';
import type { ChallengeName } from './auth-session.ts';
import { beginCustom } from './custom-auth.ts';
import type { SignInResult } from './ending.ts';
import type { Factor } from './levels.ts';
import { checkSignInHash, type ParameterName, requiredParameter } from './parameters.ts';
import { signInWithPassword } from './password.ts';
import { beginSrp } from './password-verifier.ts';
import { refreshTokens } from './refresh.ts';
import { beginByChoice } from './user-auth.ts';

type Parameters = Readonly<Record<string, string>>;

/** The first step of a sign-in. The parameters are checked before anything is looked up. */
type FirstStep = {
  readonly flow: AuthFlow;
  readonly parameters: readonly ParameterName[];
  /** The challenge, the factor or the tokens that the step leads to if it succeeds. */
  readonly leadsTo: ChallengeName | Factor | 'tokens';
  /** Throws the error for a pool in which the flow is not possible. */
  readonly check?: (call: ClientCall) => void;
  /** `session` is the Session of ConfirmSignUp, which only USER_AUTH takes. */
  readonly begin: (call: ClientCall, parameters: Parameters, session: string | undefined) => Promise<SignInResult>;
};

const PASSWORD: Omit<FirstStep, 'flow'> = {
  parameters: ['USERNAME', 'PASSWORD'],
  leadsTo: 'PASSWORD',
  begin: signInWithPassword,
};
const SRP: FirstStep = {
  flow: 'USER_SRP_AUTH',
  parameters: ['USERNAME', 'SRP_A'],
  leadsTo: 'PASSWORD_VERIFIER',
  begin: beginSrp,
};
const REFRESH: FirstStep = {
  flow: 'REFRESH_TOKEN_AUTH',
  parameters: ['REFRESH_TOKEN'],
  leadsTo: 'tokens',
  begin: refreshTokens,
};

const CUSTOM: FirstStep = {
  flow: 'CUSTOM_AUTH',
  parameters: ['USERNAME'],
  leadsTo: 'CUSTOM_CHALLENGE',
  check: ({ pool }) => void authChallengeFunctions(pool),
  begin: beginCustom,
};
const CHOICE: FirstStep = {
  flow: 'USER_AUTH',
  parameters: ['USERNAME'],
  leadsTo: 'SELECT_CHALLENGE',
  begin: beginByChoice,
};
const ANY_FLOWS: Readonly<Record<string, FirstStep>> = {
  USER_SRP_AUTH: SRP,
  CUSTOM_AUTH: CUSTOM,
  USER_AUTH: CHOICE,
  REFRESH_TOKEN_AUTH: REFRESH,
  REFRESH_TOKEN: REFRESH,
};

/** The values of AuthFlow in InitiateAuth, whose callers are not authenticated beforehand. */
export const PUBLIC_FLOWS: Readonly<Record<string, FirstStep>> = {
  ...ANY_FLOWS,
  USER_PASSWORD_AUTH: { flow: 'USER_PASSWORD_AUTH', ...PASSWORD },
};

/** The values of AuthFlow in AdminInitiateAuth. */
export const ADMIN_FLOWS: Readonly<Record<string, FirstStep>> = {
  ...ANY_FLOWS,
  ADMIN_USER_PASSWORD_AUTH: { flow: 'ADMIN_USER_PASSWORD_AUTH', ...PASSWORD },
  ADMIN_NO_SRP_AUTH: { flow: 'ADMIN_USER_PASSWORD_AUTH', ...PASSWORD },
};

/**
 * Begins a sign-in, for InitiateAuth and AdminInitiateAuth. The checks are in Cognito's order: parameters, client,
 * flow, secret, user.
 */
export async function initiateAuth(
  context: Call | PoolCall,
  flows: Readonly<Record<string, FirstStep>>,
  request: {
    readonly authFlow: string;
    readonly clientId: string;
    readonly parameters: Parameters;
    readonly session?: string;
  },
): Promise<SignInResult> {
  const { authFlow, parameters, clientId } = request;
  const start = Object.hasOwn(flows, authFlow) ? flows[authFlow] : undefined;
  if (!start) return fail('InvalidParameterException', 'Initiate Auth method not supported.');
  for (const name of start.parameters) requiredParameter(parameters, name);
  const call = await withClient(context, clientId, (call) => {
    if (!allowsFlow(call.client, start.flow)) fail('InvalidParameterException', notEnabled(start.flow));
    if (start !== REFRESH) checkSignInHash(call, parameters);
    start.check?.(call);
  });
  return start.begin(call, parameters, request.session);
}

/**
 * Returns Cognito's text for a flow that is not enabled (public records). A flow without a record has the text of
 * USER_PASSWORD_AUTH.
 */
function notEnabled(flow: AuthFlow): string {
  if (flow === 'USER_SRP_AUTH' || flow === 'CUSTOM_AUTH') return `${flow} is not enabled for the client.`;
  return `${flow === 'ADMIN_USER_PASSWORD_AUTH' ? 'Auth' : flow} flow not enabled for this client`;
}
