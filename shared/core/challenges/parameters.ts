import { fail } from '#core/errors.ts';

type Parameters = Readonly<Record<string, string>>;

/** A parameter of AuthParameters or ChallengeResponses; undefined when it is absent. */
export function parameter(parameters: Parameters, name: string): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** The same for one that must be there. Throws InvalidParameterException when it is absent or empty. */
export function requiredParameter(parameters: Parameters, name: string): string {
  return parameter(parameters, name) || fail('InvalidParameterException', `Missing required parameter ${name}`);
}
