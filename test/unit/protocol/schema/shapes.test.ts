import type {
  AddCustomAttributesRequest,
  AdminCreateUserRequest,
  AdminInitiateAuthRequest,
  ConfirmSignUpRequest,
  InitiateAuthRequest,
  ListUserPoolClientsRequest,
  ListUserPoolsRequest,
  RespondToAuthChallengeRequest,
  RevokeTokenRequest,
  SignUpRequest,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { clientType, createUserPoolClientInput, updateUserPoolClientInput } from '#protocol/schema/client-shapes.ts';
import { createUserPoolInput, customAttributes, updateUserPoolInput } from '#protocol/schema/pool-shapes.ts';
import { type Input, type Members, required } from '#protocol/schema/shape.ts';
import * as shapes from '#protocol/schema/shapes.ts';
import { parseInput } from '#protocol/schema/validate.ts';
import { constraintCases, sampleBody } from '#test/constraint-cases.ts';

const { analyticsMetadata, attributeList, clientId, clientMetadata, flag, maskedClientId, newUserPassword } = shapes;
const { secretHash, session, userContextData, username, userPoolId } = shapes;

const signUp: Input<SignUpRequest> = {
  ClientId: required(maskedClientId),
  SecretHash: secretHash,
  Username: required(username),
  Password: newUserPassword,
  UserAttributes: attributeList,
  ValidationData: attributeList,
  AnalyticsMetadata: analyticsMetadata,
  UserContextData: userContextData,
  ClientMetadata: clientMetadata,
};
const confirmSignUp: Input<ConfirmSignUpRequest> = {
  ClientId: required(maskedClientId),
  SecretHash: secretHash,
  Username: required(username),
  ConfirmationCode: required(shapes.confirmationCode),
  ForceAliasCreation: flag,
  AnalyticsMetadata: analyticsMetadata,
  UserContextData: userContextData,
  ClientMetadata: clientMetadata,
  Session: session,
};
const adminCreateUser: Input<AdminCreateUserRequest> = {
  UserPoolId: required(userPoolId),
  Username: required(username),
  UserAttributes: attributeList,
  ValidationData: attributeList,
  TemporaryPassword: newUserPassword,
  ForceAliasCreation: flag,
  MessageAction: shapes.messageAction,
  DesiredDeliveryMediums: shapes.deliveryMediums,
  ClientMetadata: clientMetadata,
};
const initiateAuth: Input<InitiateAuthRequest> = {
  AuthFlow: required(shapes.authFlow),
  AuthParameters: shapes.authParameters,
  ClientMetadata: clientMetadata,
  ClientId: required(clientId),
  AnalyticsMetadata: analyticsMetadata,
  UserContextData: userContextData,
  Session: session,
};
const adminInitiateAuth: Input<AdminInitiateAuthRequest> = {
  UserPoolId: required(userPoolId),
  ClientId: required(clientId),
  AuthFlow: required(shapes.authFlow),
  AuthParameters: shapes.authParameters,
  ClientMetadata: clientMetadata,
  AnalyticsMetadata: analyticsMetadata,
  ContextData: shapes.contextData,
  Session: session,
};
const respondToAuthChallenge: Input<RespondToAuthChallengeRequest> = {
  ClientId: required(clientId),
  ChallengeName: required(shapes.challengeName),
  Session: session,
  ChallengeResponses: shapes.authParameters,
  AnalyticsMetadata: analyticsMetadata,
  UserContextData: userContextData,
  ClientMetadata: clientMetadata,
};
const revokeToken: Input<RevokeTokenRequest> = {
  Token: required(shapes.token),
  ClientId: required(clientId),
  ClientSecret: shapes.clientSecret,
  RevokeAssociatedSessions: shapes.revokeAssociatedSessions,
};
const listUserPools: Input<ListUserPoolsRequest> = {
  NextToken: shapes.nextToken,
  MaxResults: required(shapes.pageSize),
};
const listUserPoolClients: Input<ListUserPoolClientsRequest> = {
  UserPoolId: required(userPoolId),
  MaxResults: shapes.pageSize,
  NextToken: shapes.boundedNextToken,
  ClientType: clientType,
};
const addCustomAttributes: Input<AddCustomAttributesRequest> = {
  UserPoolId: required(userPoolId),
  CustomAttributes: required(customAttributes),
};

const tables: Readonly<Record<string, Members>> = {
  signUp,
  confirmSignUp,
  adminCreateUser,
  initiateAuth,
  adminInitiateAuth,
  respondToAuthChallenge,
  revokeToken,
  listUserPools,
  listUserPoolClients,
  addCustomAttributes,
  createUserPool: createUserPoolInput,
  updateUserPool: updateUserPoolInput,
  createUserPoolClient: createUserPoolClientInput,
  updateUserPoolClient: updateUserPoolClientInput,
};

function refusal(members: Members, body: unknown): Pick<CognitoError, 'name' | 'message'> {
  try {
    parseInput(members, body);
  } catch (error) {
    if (error instanceof CognitoError) return { name: error.name, message: error.message };
    throw error;
  }
  throw new Error('The body was accepted.');
}
const detail = (members: Members, body: object) => refusal(members, { ...sampleBody(members), ...body }).message;
const accepts = (members: Members, body: object) => parseInput(members, { ...sampleBody(members), ...body });

describe.each(Object.entries(tables))('%s', (_, members) => {
  it('accepts the sample', () => {
    const body = sampleBody(members);
    expect(parseInput(members, body)).toEqual(body);
  });

  it('refuses every broken constraint with its text', () => {
    const cases = constraintCases(members);
    expect(cases.length).toBeGreaterThan(3);
    for (const { name, body, message } of cases) {
      expect(refusal(members, body), name).toEqual({ name: 'InvalidParameterException', message });
    }
  });
});

describe('what differs from the plain service model', () => {
  it('leaves an empty password to the operation, and lets blanks into one, but not at the ends', () => {
    expect(accepts(signUp, { Password: '' })).toMatchObject({ Password: '' });
    for (const Password of ['a b', 'a\u00a0b', '\u00a0b'])
      expect(accepts(signUp, { Password })).toMatchObject({ Password });
    for (const Password of [' ', 'a', ' ab', 'ab\t', 'a\nb']) {
      expect(detail(signUp, { Password })).toBe(
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$",
      );
    }
  });

  it('checks no constraint in AuthParameters and ChallengeResponses', () => {
    const AuthParameters = { USERNAME: 'u'.repeat(129), PASSWORD: 'p'.repeat(257), SECRET_HASH: '' };
    expect(accepts(initiateAuth, { AuthParameters })).toMatchObject({ AuthParameters });
  });

  it('takes the flow that the enumeration lacks', () => {
    accepts(createUserPoolClientInput, { ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'] });
  });
});

describe('texts seen from Cognito', () => {
  it.each<[Members, object, string]>([
    [
      initiateAuth,
      { ClientId: 'bad client id!' },
      "Value 'bad client id!' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    [
      initiateAuth,
      { ClientId: null },
      "Value null at 'clientId' failed to satisfy constraint: Member must not be null",
    ],
    [
      signUp,
      { ClientId: 'bad client id!' },
      "Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    [signUp, { Username: null }, "Value at 'username' failed to satisfy constraint: Member must not be null"],
    [
      createUserPoolInput,
      {
        AdminCreateUserConfig: {
          InviteMessageTemplate: { EmailMessage: 'Hello {username} {####}', EmailSubject: 'Hi', SMSMessage: '' },
        },
      },
      "Value '' at 'adminCreateUserConfig.inviteMessageTemplate.sMSMessage' failed to satisfy constraint: Member must have length greater than or equal to 6",
    ],
    [
      createUserPoolInput,
      { Schema: [{ Name: 'phone_number_verified' }] },
      "Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
    ],
    [
      adminCreateUser,
      { UserPoolId: 'YOUR-USER-POOL-ID' },
      "Value 'YOUR-USER-POOL-ID' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ],
    [
      createUserPoolClientInput,
      { CallbackURLs: [''] },
      "Value '[]' at 'callbackURLs' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]",
    ],
    [
      createUserPoolInput,
      { Policies: { PasswordPolicy: { MinimumLength: 5 } } },
      "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
    ],
  ])('%#', (members, body, item) => {
    expect(detail(members, body)).toBe(`1 validation error detected: ${item}`);
  });

  it('finds three failures in an invitation with an empty e-mail and subject', () => {
    const InviteMessageTemplate = { EmailMessage: '', EmailSubject: '', SMSMessage: '{username} {####}' };
    const at = (member: string) => `Value '' at 'adminCreateUserConfig.inviteMessageTemplate.${member}' failed`;
    expect(detail(createUserPoolInput, { AdminCreateUserConfig: { InviteMessageTemplate } })).toBe(
      `3 validation errors detected: ${at('emailMessage')} to satisfy constraint: Member must have length greater than or equal to 6; ` +
        `${at('emailSubject')} to satisfy constraint: Member must have length greater than or equal to 1; ` +
        `${at('emailSubject')} to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+`,
    );
  });
});
