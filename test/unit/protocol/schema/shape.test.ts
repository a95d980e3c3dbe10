import type {
  AssetType,
  AttributeType,
  InitiateAuthRequest,
  SchemaAttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import {
  blob,
  boolean,
  type Input,
  integer,
  list,
  map,
  oneOf,
  type Requests,
  required,
  string,
  structure,
} from '#protocol/schema/shape.ts';

describe('tables are checked against the types of the official SDK', () => {
  it('keeps what it is given', () => {
    const attribute = structure<AttributeType>({ Name: required(string({ max: 32 })), Value: string() });
    expect(attribute).toEqual({
      kind: 'structure',
      members: { Name: { kind: 'string', max: 32, required: true }, Value: { kind: 'string' } },
    });
  });

  it('does not compile with a missing, unknown or wrongly described member', () => {
    const name = required(string());
    const complete: Input<AttributeType> = { Name: name, Value: string() };
    const tables: Input<AttributeType>[] = [
      complete,
      // @ts-expect-error Value is missing
      { Name: name },
      // @ts-expect-error Valeu is misspelt
      { Name: name, Valeu: string() },
      // @ts-expect-error Value is not an integer
      { Name: name, Value: integer() },
      // @ts-expect-error Name is required
      { Name: string(), Value: string() },
    ];
    const request: Pick<Input<InitiateAuthRequest>, 'AuthParameters'> = { AuthParameters: map(string()) };
    // @ts-expect-error the values are strings
    const wrongMap: Pick<Input<InitiateAuthRequest>, 'AuthParameters'> = { AuthParameters: map(boolean()) };
    const wrongStructure: Pick<Input<SchemaAttributeType>, 'NumberAttributeConstraints'> = {
      // @ts-expect-error another structure
      NumberAttributeConstraints: structure<AttributeType>(complete),
    };
    // @ts-expect-error a list of them
    const wrongList: Pick<Input<SchemaAttributeType>, 'Name'> = { Name: list(string()) };
    expect([tables.length, request, wrongMap, wrongStructure, wrongList]).toHaveLength(5);
  });

  it('does not compile without the values of an enumeration, with another value, or with text for bytes', () => {
    const type: Pick<Input<SchemaAttributeType>, 'AttributeDataType'> = {
      // @ts-expect-error any string
      AttributeDataType: string(),
    };
    // @ts-expect-error no such value
    const value = oneOf<'String' | 'Number'>('String', 'Boolean');
    const bytes: Pick<Input<AssetType>, 'Bytes' | 'Extension'>[] = [
      { Bytes: blob({ max: 1 }), Extension: required(oneOf('SVG')) },
      // @ts-expect-error text
      { Bytes: string(), Extension: required(oneOf('SVG')) },
    ];
    expect([type, value, bytes]).toHaveLength(3);
  });

  it('does not compile as the request of another operation, or of none', () => {
    const requests: Requests[] = [
      { GetUser: { AccessToken: required(string()) } },
      // @ts-expect-error GetUser takes an access token
      { GetUser: { UserPoolId: required(string()) } },
      // @ts-expect-error and nothing else
      { GetUser: { AccessToken: required(string()), Username: string() } },
      // @ts-expect-error no operation
      { GetUsers: { AccessToken: required(string()) } },
    ];
    expect(requests).toHaveLength(4);
  });
});
