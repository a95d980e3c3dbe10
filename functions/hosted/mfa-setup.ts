import type { SignInResult } from '#core/challenges/ending.ts';
import { associateInSession, verifyInSession } from '#core/challenges/mfa-setup-steps.ts';
import { keyUri } from '#core/mfa/totp.ts';
import type { FormFrame } from '#ui/form.ts';
import type { Content } from '#ui/layout.ts';
import { authenticatorSetUpPage, recoveryCodesPage, setUpChoicePage } from '#ui/pages/mfa-setup.ts';
import { type Answered, codeIn, namesIn, respond } from './answered.ts';
import type { Asked, NextChallenge } from './asked.ts';
import type { PageCall } from './authorization.ts';

/**
 * What the pages of MFA_SETUP know beside the parameters of the challenge. In the API these are answers of operations of
 * their own: AssociateSoftwareToken and VerifySoftwareToken.
 */
type Parameters = {
  readonly MFAS_CAN_SETUP?: string;
  readonly USER_ID_FOR_SRP?: string;
  /** The secret that waits for its first code. */
  readonly SECRET_CODE?: string;
  /** The recovery codes of a software token that is registered, which the user has yet to see. */
  readonly RECOVERY_CODES?: string;
};

/** Returns the page for the step of MFA_SETUP that comes next. */
export function setUpContent({ pool }: PageCall, asked: Asked, frame: FormFrame): Content {
  const { SECRET_CODE: secret, RECOVERY_CODES: codes, USER_ID_FOR_SRP = '' }: Parameters = asked.parameters;
  if (codes !== undefined) return recoveryCodesPage({ ...frame, codes: JSON.parse(codes) });
  if (secret !== undefined) {
    return authenticatorSetUpPage({
      ...frame,
      secret,
      link: keyUri(secret, { issuer: pool.name, label: asked.name ?? USER_ID_FOR_SRP }),
    });
  }
  const factors = factorsOf(asked);
  const isOpen = (factor: string) => factors.includes(factor);
  return setUpChoicePage({ ...frame, authenticator: isOpen('SOFTWARE_TOKEN_MFA'), email: isOpen('EMAIL_OTP') });
}

/** Goes on at once to an authenticator app where there is no other choice. A phone number cannot be set up here. */
export function firstOfSetUp(call: PageCall, challenge: NextChallenge): Promise<NextChallenge> {
  const { session = '', parameters } = challenge;
  const { SECRET_CODE, RECOVERY_CODES }: Parameters = parameters;
  const isBegin = SECRET_CODE === undefined && RECOVERY_CODES === undefined;
  const isOnlyChoice = !factorsOf(challenge).includes('EMAIL_OTP');
  return isBegin && isOnlyChoice ? withSecret(call, { asked: challenge, session }) : Promise.resolve(challenge);
}

/** Takes the step of MFA_SETUP that the form is about. */
export async function setUp(call: PageCall, answered: Answered): Promise<SignInResult> {
  const { asked, form, session } = answered;
  const parameters: Parameters = asked.parameters;
  if (parameters.RECOVERY_CODES !== undefined) return respond(call, answered, {});
  if (parameters.SECRET_CODE === undefined) {
    const isEmail = form.get('answer') === 'EMAIL_OTP';
    return isEmail ? respond(call, answered, { EMAIL: form.get('email') ?? '' }) : withSecret(call, answered);
  }
  const given = { code: codeIn(form), name: form.get('device_name') || undefined };
  const verified = await verifyInSession(call, session, given);
  const { recoveryCodes } = verified;
  if (!recoveryCodes) return respond(call, { ...answered, session: verified.session }, {});
  const RECOVERY_CODES = JSON.stringify(recoveryCodes);
  return { challenge: 'MFA_SETUP', session: verified.session, parameters: { RECOVERY_CODES } };
}

async function withSecret(call: PageCall, { asked, session }: Pick<Answered, 'asked' | 'session'>) {
  const associated = await associateInSession(call, session);
  const parameters = { ...asked.parameters, SECRET_CODE: associated.secret };
  return { challenge: 'MFA_SETUP', session: associated.session, parameters } as const;
}

function factorsOf({ parameters }: Asked): readonly string[] {
  return namesIn(parameters.MFAS_CAN_SETUP);
}
