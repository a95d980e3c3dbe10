import { codeChallenge } from './code-challenge.ts';

/**
 * The challenge for a code that is sent to the user's phone as the first factor.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export const smsOtp = codeChallenge('SMS_OTP', 'SMS_OTP_CODE');
