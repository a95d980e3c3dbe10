/** The type that a scalar was expected to have, in AWS's words. */
export type Expected = 'a String' | 'an Integer' | 'a Boolean' | 'a Blob';

/** The texts of SerializationException that AWS's JSON protocol gives for a value of the wrong type. */
export const WRONG_TYPE = {
  structure: 'Start of structure or map found where not expected.',
  list: 'Start of list found where not expected',
  listExpected: 'Expected list or null',
  mapExpected: 'Expected map or null',
  structureExpected: 'Expected null',
  /** This text is this project's own. */
  base64: 'Invalid base64 found where a Blob was expected.',
  scalar: (found: 'STRING' | 'NUMBER' | 'TRUE' | 'FALSE', expected: Expected) =>
    `${found}_VALUE can not be converted to ${expected}`,
} as const;
