import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { OAuthError } from '#core/oauth/errors.ts';
import { oauthErrorOf } from '#functions/hosted/failure.ts';

describe('an error at an endpoint of OAuth', () => {
  it.each([
    ['NotAuthorizedException', 400, 'invalid_grant'],
    ['UserNotFoundException', 400, 'invalid_grant'],
    ['UserNotConfirmedException', 400, 'invalid_grant'],
    ['PasswordResetRequiredException', 400, 'invalid_grant'],
    ['RefreshTokenReuseException', 400, 'invalid_grant'],
    ['ResourceNotFoundException', 400, 'invalid_client'],
    ['InvalidParameterException', 400, 'invalid_request'],
    ['TooManyRequestsException', 429, 'temporarily_unavailable'],
    ['LimitExceededException', 429, 'temporarily_unavailable'],
    ['InternalErrorException', 500, 'server_error'],
    // Nothing at these endpoints refuses anything with it.
    ['AliasExistsException', 500, 'server_error'],
  ] as const)('%s is %i %s, without its text', (name, status, code) => {
    const { description, ...error } = oauthErrorOf(new CognitoError(name, 'inner words'));
    expect(error).toMatchObject({ status, code });
    expect(description).toBeUndefined();
  });

  it.each(['UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'] as const)(
    '%s is told of by its own text',
    (name) => {
      const error = oauthErrorOf(new CognitoError(name, 'PreTokenGeneration failed with error No.'));
      expect(error).toMatchObject({
        status: 400,
        code: 'invalid_request',
        description: 'PreTokenGeneration failed with error No.',
      });
    },
  );

  it('says when to come back, where there was too much', () => {
    expect(oauthErrorOf(new CognitoError('TooManyRequestsException')).headers).toEqual({ 'retry-after': '1' });
  });

  it.each([new Error('secret words'), 'a text', undefined])('that nobody expected is not told of', (thrown) => {
    expect(oauthErrorOf(thrown)).toMatchObject({ status: 500, code: 'server_error', description: undefined });
  });

  it('that is one of OAuth stays what it is', () => {
    const error = new OAuthError('invalid_scope');
    expect(oauthErrorOf(error)).toBe(error);
  });
});
