import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  ArnType,
  ClientIdType,
  PaginationKey,
  QueryLimitType,
  StringType,
  TokenModelType,
  UsernameType,
  UserPoolIdType,
} from './common.ts';
import { EmailNotificationBodyType, EmailVerificationSubjectType } from './messages.ts';
import { boolean, list, oneOf, type Requests, required, string, structure } from './shape.ts';

const AccountTakeoverActionType = structure<api.AccountTakeoverActionType>({
  Notify: required(boolean()),
  EventAction: required(
    oneOf<api.AccountTakeoverEventActionType>('MFA_IF_CONFIGURED', 'BLOCK', 'NO_ACTION', 'MFA_REQUIRED'),
  ),
});
const EventIdType = string({ min: 1, max: 50, pattern: '[\\w+-]+' });
const FeedbackValueType = oneOf<api.FeedbackValueType>('Valid', 'Invalid');
const NotifyEmailType = structure<api.NotifyEmailType>({
  Subject: required(EmailVerificationSubjectType),
  HtmlBody: EmailNotificationBodyType,
  TextBody: EmailNotificationBodyType,
});

export const riskRequests = {
  SetRiskConfiguration: {
    UserPoolId: required(UserPoolIdType),
    ClientId: ClientIdType,
    CompromisedCredentialsRiskConfiguration: structure<api.CompromisedCredentialsRiskConfigurationType>({
      EventFilter: list(oneOf<api.EventFilterType>('SIGN_IN', 'PASSWORD_CHANGE', 'SIGN_UP')),
      Actions: required(
        structure<api.CompromisedCredentialsActionsType>({
          EventAction: required(oneOf<api.CompromisedCredentialsEventActionType>('BLOCK', 'NO_ACTION')),
        }),
      ),
    }),
    AccountTakeoverRiskConfiguration: structure<api.AccountTakeoverRiskConfigurationType>({
      NotifyConfiguration: structure<api.NotifyConfigurationType>({
        From: StringType,
        ReplyTo: StringType,
        SourceArn: required(ArnType),
        BlockEmail: NotifyEmailType,
        NoActionEmail: NotifyEmailType,
        MfaEmail: NotifyEmailType,
      }),
      Actions: required(
        structure<api.AccountTakeoverActionsType>({
          LowAction: AccountTakeoverActionType,
          MediumAction: AccountTakeoverActionType,
          HighAction: AccountTakeoverActionType,
        }),
      ),
    }),
    RiskExceptionConfiguration: structure<api.RiskExceptionConfigurationType>({
      BlockedIPRangeList: list(StringType, { max: 200 }),
      SkippedIPRangeList: list(StringType, { max: 200 }),
    }),
  },
  DescribeRiskConfiguration: { UserPoolId: required(UserPoolIdType), ClientId: ClientIdType },
  AdminListUserAuthEvents: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    MaxResults: QueryLimitType,
    NextToken: PaginationKey,
  },
  AdminUpdateAuthEventFeedback: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    EventId: required(EventIdType),
    FeedbackValue: required(FeedbackValueType),
  },
  UpdateAuthEventFeedback: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    EventId: required(EventIdType),
    FeedbackToken: required(TokenModelType),
    FeedbackValue: required(FeedbackValueType),
  },
} satisfies Requests;
