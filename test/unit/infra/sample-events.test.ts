import type * as aws from 'aws-lambda';
import { expect, it } from 'vitest';
import { SOURCES, sampleEvent } from '#infra/cli/sample-events.ts';

/** The sources of all events, as the types of existing functions have them. A missing one is an error of the compiler. */
type Source = (
  | aws.PreSignUpTriggerEvent
  | aws.PostConfirmationTriggerEvent
  | aws.PreAuthenticationTriggerEvent
  | aws.PostAuthenticationTriggerEvent
  | aws.DefineAuthChallengeTriggerEvent
  | aws.CreateAuthChallengeTriggerEvent
  | aws.VerifyAuthChallengeResponseTriggerEvent
  | aws.PreTokenGenerationTriggerEvent
  | aws.PreTokenGenerationV2TriggerEvent
  | aws.PreTokenGenerationV3TriggerEvent
  | aws.UserMigrationTriggerEvent
  | aws.CustomMessageTriggerEvent
  | aws.CustomEmailSenderTriggerEvent
  | aws.CustomSMSSenderTriggerEvent
)['triggerSource'];

const EXISTING: Readonly<Record<Source, true>> = {
  PreSignUp_SignUp: true,
  PreSignUp_AdminCreateUser: true,
  PreSignUp_ExternalProvider: true,
  PostConfirmation_ConfirmSignUp: true,
  PostConfirmation_ConfirmForgotPassword: true,
  PreAuthentication_Authentication: true,
  PostAuthentication_Authentication: true,
  DefineAuthChallenge_Authentication: true,
  CreateAuthChallenge_Authentication: true,
  VerifyAuthChallengeResponse_Authentication: true,
  TokenGeneration_HostedAuth: true,
  TokenGeneration_Authentication: true,
  TokenGeneration_NewPasswordChallenge: true,
  TokenGeneration_AuthenticateDevice: true,
  TokenGeneration_RefreshTokens: true,
  TokenGeneration_ClientCredentials: true,
  UserMigration_Authentication: true,
  UserMigration_ForgotPassword: true,
  CustomMessage_SignUp: true,
  CustomMessage_AdminCreateUser: true,
  CustomMessage_ResendCode: true,
  CustomMessage_ForgotPassword: true,
  CustomMessage_UpdateUserAttribute: true,
  CustomMessage_VerifyUserAttribute: true,
  CustomMessage_Authentication: true,
  CustomEmailSender_SignUp: true,
  CustomEmailSender_ResendCode: true,
  CustomEmailSender_ForgotPassword: true,
  CustomEmailSender_UpdateUserAttribute: true,
  CustomEmailSender_VerifyUserAttribute: true,
  CustomEmailSender_AdminCreateUser: true,
  CustomEmailSender_Authentication: true,
  CustomEmailSender_AccountTakeOverNotification: true,
  CustomSMSSender_SignUp: true,
  CustomSMSSender_ResendCode: true,
  CustomSMSSender_ForgotPassword: true,
  CustomSMSSender_UpdateUserAttribute: true,
  CustomSMSSender_VerifyUserAttribute: true,
  CustomSMSSender_AdminCreateUser: true,
  CustomSMSSender_Authentication: true,
};

/** Sources of what is not built at all. */
const LATER = ['CustomEmailSender_AccountTakeOverNotification'];

const named = { region: 'eu-west-1', poolId: 'eu-west-1_AbCdEf123', userName: 'ada' };

it('there is a sample for every source', () => {
  const all = [
    ...Object.keys(EXISTING).filter((source) => !LATER.includes(source)),
    'InboundFederation_ExternalProvider',
  ];
  expect([...SOURCES].sort()).toEqual(all.sort());
});

it.each(SOURCES)('the sample of %s is an event', (source) => {
  const event = sampleEvent(source, { ...named, version: '1' });
  expect(event).toMatchObject({ version: '1', triggerSource: source, userName: 'ada', userPoolId: named.poolId });
  expect(event?.request).toBeTypeOf('object');
  expect(event?.response).toBeTypeOf('object');
  const versions = ['2', '3'].map((version) => sampleEvent(source, { ...named, version })?.version);
  expect(versions).toEqual(source.startsWith('TokenGeneration_') ? ['2', '3'] : [undefined, undefined]);
});

it.each(['', 'PreSignUp', 'PreSignUp_Authentication', 'toString'])('there is no sample for %j', (source) => {
  expect(sampleEvent(source, { ...named, version: '1' })).toBeUndefined();
});
