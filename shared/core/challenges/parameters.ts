import { fail } from '#core/errors.ts';

/** A parameter of AuthParameters or ChallengeResponses. Throws InvalidParameterException when it is absent or empty. */
export function required(parameters: Readonly<Record<string, string>>, name: string): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return value ? value : fail('InvalidParameterException', `Missing required parameter ${name}`);
}
