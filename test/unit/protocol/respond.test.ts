import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { failure, preflight } from '#protocol/respond.ts';

const answerTo = (message: string) => failure('id', new CognitoError('InvalidParameterException', message));

it('a preflight that asks for no method is answered with the one that there is', () => {
  const { headers } = preflight('id', { method: '', headers: '' });
  expect(headers['access-control-allow-methods']).toBe('POST');
  expect(headers).not.toHaveProperty('access-control-allow-headers');
});

describe('an error', () => {
  it('is told whole where it is of a usual length', () => {
    const message = `Zoë said ${'x'.repeat(4000)}`;
    const { body, headers } = answerTo(message);
    expect(JSON.parse(body)).toEqual({ __type: 'InvalidParameterException', message });
    expect(headers['x-amzn-errormessage']).toBe(`Zo  said ${'x'.repeat(1015)}`);
  });

  it('is cut beyond 8,192 characters, and no character in two', () => {
    const long = JSON.parse(answerTo('y'.repeat(1_000_000)).body);
    expect(long.message).toBe(`${'y'.repeat(8192)}...`);
    const pair = JSON.parse(answerTo(`${'y'.repeat(8191)}😀`).body);
    expect(pair.message).toBe(`${'y'.repeat(8191)}...`);
  });
});
