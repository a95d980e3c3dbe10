import type { ChallengeName } from '#core/challenges/auth-session.ts';
import type { Responses } from '#core/challenges/challenge.ts';
import type { SignInResult } from '#core/challenges/ending.ts';
import { chooseOnPage } from '#core/challenges/on-page.ts';
import { fail } from '#core/errors.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import type { FormFrame } from '#ui/form.ts';
import type { Content } from '#ui/layout.ts';
import { beginPage, factorPage } from '#ui/pages/choose.ts';
import { codePage } from '#ui/pages/code.ts';
import { choosePasswordPage } from '#ui/pages/new-password.ts';
import { passkeyPage } from '#ui/pages/passkey.ts';
import { type Answered, codeIn, namesIn, respond } from './answered.ts';
import type { Asked, NextChallenge } from './asked.ts';
import { type PageCall, pathOf } from './authorization.ts';
import { firstOfSetUp, setUp, setUpContent } from './mfa-setup.ts';

/** The page of a challenge. */
type ChallengePage = {
  /** The path that its form goes to. */
  readonly path: '/mfa' | '/changePassword';
  readonly content: (call: PageCall, asked: Asked, frame: FormFrame) => Content;
  readonly answer: (call: PageCall, answered: Answered) => Promise<SignInResult>;
  /** Takes the steps that come before the page. */
  readonly before?: (call: PageCall, challenge: NextChallenge) => Promise<NextChallenge>;
};

/**
 * The challenges that pages can lead to. A browser names no device, sends no SRP proof, and does not begin CUSTOM_AUTH, so
 * that the other ones never follow.
 */
const PAGES: Readonly<Partial<Record<ChallengeName, ChallengePage>>> = {
  SOFTWARE_TOKEN_MFA: codeChallenge('SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA_CODE'),
  SMS_MFA: codeChallenge('SMS_MFA', 'SMS_MFA_CODE'),
  SMS_OTP: codeChallenge('SMS_OTP', 'SMS_OTP_CODE'),
  EMAIL_OTP: codeChallenge('EMAIL_OTP', 'EMAIL_OTP_CODE'),
  MFA_SETUP: { path: '/mfa', content: setUpContent, answer: setUp, before: firstOfSetUp },
  SELECT_MFA_TYPE: {
    path: '/mfa',
    content: (_call, { parameters }, frame) => factorPage({ ...frame, factors: namesIn(parameters.MFAS_CAN_CHOOSE) }),
    answer: (call, answered) => respond(call, answered, { ANSWER: answered.form.get('answer') ?? '' }),
  },
  SELECT_CHALLENGE: {
    path: '/mfa',
    content: (call, { available = [], name = '' }, frame) =>
      beginPage({
        ...frame,
        username: name,
        hasPassword: available.includes('PASSWORD') || mayMigrate(call),
        others: available.filter((name) => name !== 'PASSWORD' && name !== 'PASSWORD_SRP'),
        otherUser: pathOf(call, '/login'),
      }),
    answer: choose,
  },
  WEB_AUTHN: {
    path: '/mfa',
    content: (call, { parameters }, frame) =>
      passkeyPage({
        ...frame,
        ceremony: 'get',
        options: parameters.CREDENTIAL_REQUEST_OPTIONS ?? '{}',
        otherWay: pathOf(call, '/login'),
      }),
    answer: (call, answered) => respond(call, answered, { CREDENTIAL: answered.form.get('credential') ?? '' }),
  },
  NEW_PASSWORD_REQUIRED: {
    path: '/changePassword',
    content: (call, { parameters, name = parameters.USER_ID_FOR_SRP ?? '' }, frame) =>
      choosePasswordPage({
        ...frame,
        username: name,
        policy: call.pool.passwordPolicy,
        attributes: namesIn(parameters.requiredAttributes).map((field) => ({
          field,
          name: field.slice(field.indexOf('.') + 1),
          isOptional: false,
          value: call.web.form.get(field) ?? '',
        })),
      }),
    answer: async (call, answered) => respond(call, answered, newPasswordIn(answered)),
  },
};

/** Returns the page of a challenge, or undefined for one that no page can lead to. */
export function pageOf(challenge: ChallengeName): ChallengePage | undefined {
  return PAGES[challenge];
}

/** Returns the page of a challenge that a code answers, under this name in the API. */
function codeChallenge(challenge: ChallengeName, response: string): ChallengePage {
  const isOfApp = challenge === 'SOFTWARE_TOKEN_MFA';
  return {
    path: '/mfa',
    content: ({ deps }, { parameters }, frame) =>
      codePage({
        ...frame,
        ...(isOfApp
          ? { hasLetters: deps.factorRules.recoveryCodes }
          : { destination: parameters.CODE_DELIVERY_DESTINATION ?? '', resends: deps.factorRules.resendsCodes }),
      }),
    answer: (call, answered) => {
      const { form } = answered;
      const resends = !isOfApp && call.deps.factorRules.resendsCodes && form.get('resend') === 'true';
      return respond(call, answered, resends ? { RESEND: 'true' } : { [response]: codeIn(form) });
    },
  };
}

/**
 * Takes the choice of how to begin. Where a function of the pool may know users, it is asked about the password together
 * with the name, from the start: the sign-in that has begun may be that of nobody. Without a name, it is a step-up.
 */
function choose(call: PageCall, answered: Answered): Promise<SignInResult> {
  const { asked, form } = answered;
  const answer = form.get('answer') ?? 'PASSWORD';
  if (answer !== 'PASSWORD') return respond(call, answered, { ANSWER: answer });
  const PASSWORD = form.get('password') ?? '';
  if (!mayMigrate(call) || asked.name === undefined) return respond(call, answered, { ANSWER: answer, PASSWORD });
  return chooseOnPage(call, { USERNAME: asked.name, PASSWORD }, { levels: call.request.levels });
}

/** Tells whether a function of the pool may know a user whom the pool does not. It needs the password. */
export function mayMigrate({ pool }: PageCall): boolean {
  return pool.lambdaConfig.userMigration !== undefined;
}

/** Returns the new password, and of the attributes in the form those that the page has asked for. */
function newPasswordIn({ asked, form }: Answered): Responses {
  const password = form.get('password') ?? '';
  if (password !== form.get('confirm_password')) fail('InvalidPasswordException', ENGLISH['problem.passwordsDiffer']);
  const attributes = namesIn(asked.parameters.requiredAttributes).map((name) => [name, form.get(name) ?? ''] as const);
  return { NEW_PASSWORD: password, ...Object.fromEntries(attributes.filter(([, value]) => value !== '')) };
}
