import { eventOf, type Question, type TriggerEvent } from '#core/triggers/run.ts';

type Sample = { readonly request: object; readonly response: object };

const ATTRIBUTES = { email: 'ada@example.com', email_verified: 'true', phone_number: '+15555550100', name: 'Ada' };
const KNOWN = { sub: '5f1f6b1c-9a57-4d5c-8f0e-2f7a4c6d8e90', 'cognito:user_status': 'CONFIRMED', ...ATTRIBUTES };
const UNCONFIRMED = { ...KNOWN, 'cognito:user_status': 'UNCONFIRMED' };
const GROUPS = { groupsToOverride: ['readers'], iamRolesToOverride: [], preferredRole: null };
const SESSION = [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'CODE' }];

const SENDER_SOURCES = [
  'SignUp',
  'ResendCode',
  'ForgotPassword',
  'UpdateUserAttribute',
  'VerifyUserAttribute',
  'AdminCreateUser',
  'Authentication',
];

/** The sources of each trigger, and what an event of it has of its own. The numbers are versions of the event. */
const SAMPLES: readonly (readonly [trigger: string, sources: readonly string[], Readonly<Record<string, Sample>>])[] = [
  [
    'PreSignUp',
    ['SignUp', 'AdminCreateUser', 'ExternalProvider'],
    one(
      { userAttributes: ATTRIBUTES, validationData: null, clientMetadata: {} },
      { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    ),
  ],
  ['PostConfirmation', ['ConfirmSignUp', 'ConfirmForgotPassword'], one({ userAttributes: KNOWN }, {})],
  ['PreAuthentication', ['Authentication'], one({ userAttributes: KNOWN, validationData: {} }, {})],
  ['PostAuthentication', ['Authentication'], one({ userAttributes: KNOWN, newDeviceUsed: false }, {})],
  [
    'DefineAuthChallenge',
    ['Authentication'],
    one(
      { userAttributes: KNOWN, session: SESSION },
      { challengeName: null, issueTokens: null, failAuthentication: null },
    ),
  ],
  [
    'CreateAuthChallenge',
    ['Authentication'],
    one(
      { userAttributes: KNOWN, challengeName: 'CUSTOM_CHALLENGE', session: SESSION },
      { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
    ),
  ],
  [
    'VerifyAuthChallengeResponse',
    ['Authentication'],
    one(
      { userAttributes: KNOWN, privateChallengeParameters: { answer: '123456' }, challengeAnswer: '123456' },
      { answerCorrect: null },
    ),
  ],
  [
    'TokenGeneration',
    [
      'HostedAuth',
      'Authentication',
      'NewPasswordChallenge',
      'AuthenticateDevice',
      'RefreshTokens',
      'ClientCredentials',
    ],
    {
      1: tokens({}, { claimsOverrideDetails: null }),
      2: tokens({ scopes: ['aws.cognito.signin.user.admin'] }, { claimsAndScopeOverrideDetails: null }),
      3: tokens({ scopes: ['aws.cognito.signin.user.admin'] }, { claimsAndScopeOverrideDetails: null }),
    },
  ],
  ['UserMigration', ['Authentication'], migration({ password: 'Passw0rd!example' })],
  ['UserMigration', ['ForgotPassword'], migration({})],
  [
    'CustomMessage',
    SENDER_SOURCES,
    one(
      {
        userAttributes: UNCONFIRMED,
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: '{username}',
      },
      { smsMessage: null, emailMessage: null, emailSubject: null },
    ),
  ],
  ['CustomEmailSender', SENDER_SOURCES, sender('customEmailSenderRequestV1')],
  ['CustomSMSSender', SENDER_SOURCES, sender('customSMSSenderRequestV1')],
  [
    'InboundFederation',
    ['ExternalProvider'],
    one(
      {
        providerName: 'Example',
        providerType: 'OIDC',
        attributes: {
          tokenResponse: { access_token: 'eyJ', id_token: 'eyJ', token_type: 'Bearer', expires_in: '3600' },
          idToken: { sub: '248289761001', email: 'ada@example.com' },
          userInfo: {},
        },
      },
      { userAttributesToMap: {} },
    ),
  ],
];

/** The names of all trigger sources. */
export const SOURCES: readonly string[] = SAMPLES.flatMap(([trigger, sources]) =>
  sources.map((source) => `${trigger}_${source}`),
);

/**
 * Makes an event of a source with invented values, or returns undefined for a source or a version that there is not. The pages of
 * the triggers have such events:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function sampleEvent(
  source: string,
  named: { readonly region: string; readonly poolId: string; readonly userName: string; readonly version: string },
): TriggerEvent<Question> | undefined {
  const { region, poolId, userName, version } = named;
  const found = SAMPLES.find(([trigger, sources]) => sources.some((one) => `${trigger}_${one}` === source));
  const sample = found?.[2][version];
  if (!sample) return undefined;
  const origin = { deps: { deployment: { region } }, pool: { id: poolId }, client: { id: '1example23456789' } };
  return eventOf(origin, { version, source, userName, ...sample });
}

function one(request: object, response: object): Readonly<Record<string, Sample>> {
  return { 1: { request: { clientMetadata: {}, ...request }, response } };
}

function tokens(request: object, response: object): Sample {
  return { request: { userAttributes: KNOWN, groupConfiguration: GROUPS, clientMetadata: {}, ...request }, response };
}

function sender(type: string) {
  // The code is sealed for a key of the pool's owner, and null in messages that have none.
  const request = { type, code: null, userAttributes: UNCONFIRMED, clientMetadata: {} };
  return { 1: { request, response: {} } };
}

function migration(request: object) {
  return one(
    { validationData: {}, userAttributes: null, ...request },
    {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  );
}
