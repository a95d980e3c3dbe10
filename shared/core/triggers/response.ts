import { fail } from '#core/errors.ts';

type Json = Readonly<Record<string, unknown>>;

/** The members of a function's response. A member that is null counts as absent. */
export type ResponseReader = {
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[] | undefined;
  readonly textMap: (name: string) => Readonly<Record<string, string>> | undefined;
  readonly object: (name: string) => ResponseReader | undefined;
  /** The member as it is. */
  readonly value: (name: string) => unknown;
  readonly has: (name: string) => boolean;
};

/**
 * Reads the members of a function's response. Every reader throws InvalidLambdaResponseException for a value of another
 * type, which Cognito calls unrecognizable.
 */
export function readResponse(response: Json): ResponseReader {
  const own = (name: string) => (Object.hasOwn(response, name) ? (response[name] ?? undefined) : undefined);
  const read = <T>(name: string, is: (value: unknown) => value is T): T | undefined => {
    const value = own(name);
    return value === undefined || is(value) ? value : fail('InvalidLambdaResponseException');
  };
  return {
    flag: (name) => read(name, isFlag) ?? false,
    text: (name) => read(name, isText),
    texts: (name) => read(name, areTexts),
    textMap: (name) => read(name, isTextMap),
    object: (name) => {
      const value = read(name, isObject);
      return value && readResponse(value);
    },
    value: own,
    has: (name) => Object.hasOwn(response, name),
  };
}

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextMap = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every(isText);
