import type { Operation } from '#protocol/operation.ts';
import { confirmSignUp } from './confirm-sign-up.ts';
import { resendConfirmationCode } from './resend-confirmation-code.ts';
import { signUp } from './sign-up.ts';

export const operations: readonly Operation[] = [signUp, confirmSignUp, resendConfirmationCode];
