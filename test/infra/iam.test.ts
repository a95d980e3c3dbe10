import { describe, expect, it } from 'vitest';
import { isAllowedBy, resolved, type Statement, statementsOf } from '#test/iam.ts';

const allow = (change: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: 'table',
  ...change,
});
const get = (context?: Readonly<Record<string, string | readonly string[]>>) => ({
  action: 'dynamodb:GetItem',
  resource: 'table',
  context,
});

describe('the judge of policies', () => {
  it('denies what nothing allows, and what anything denies', () => {
    expect(isAllowedBy([], get())).toBe(false);
    expect(isAllowedBy([allow()], get())).toBe(true);
    expect(isAllowedBy([allow({ Action: 'dynamodb:PutItem' })], get())).toBe(false);
    expect(isAllowedBy([allow({ Resource: 'other' })], get())).toBe(false);
    expect(isAllowedBy([allow({ Action: ['dynamodb:Get*'], Resource: '*' })], get())).toBe(true);
    expect(isAllowedBy([allow(), allow({ Effect: 'Deny' })], get())).toBe(false);
  });

  it('asks every condition, and denies without the key it is about', () => {
    const purpose = allow({ Condition: { StringEquals: { 'kms:EncryptionContext:purpose': ['a', 'b'] } } });
    expect(isAllowedBy([purpose], get({ 'kms:EncryptionContext:purpose': 'b' }))).toBe(true);
    expect(isAllowedBy([purpose], get({ 'kms:EncryptionContext:purpose': 'c' }))).toBe(false);
    expect(isAllowedBy([purpose], get())).toBe(false);
  });

  it('knows any of many values, and all', () => {
    const any = allow({ Condition: { 'ForAnyValue:StringLike': { keys: ['AK#*'] } } });
    const all = allow({ Condition: { 'ForAllValues:StringEquals': { keys: ['a', 'b'] } } });
    expect(isAllowedBy([any], get({ keys: ['U#1', 'AK#1'] }))).toBe(true);
    expect(isAllowedBy([any], get({ keys: ['U#1'] }))).toBe(false);
    expect(isAllowedBy([all], get({ keys: ['a'] }))).toBe(true);
    expect(isAllowedBy([all], get({ keys: ['a', 'c'] }))).toBe(false);
  });

  it('does not guess what an operator means', () => {
    expect(() => isAllowedBy([allow({ Condition: { IpAddress: { a: 'b' } } })], get())).toThrow('IpAddress');
  });
});

describe('the rights of a template', () => {
  const statement = { ...allow(), Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Table', 'Arn'] }, '/index/*']] } };
  const Properties = { PolicyDocument: { Statement: [statement] } };

  it('are those of the role, inline and attached', () => {
    const template = {
      resources: {
        F: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['R', 'Arn'] } } },
        R: { Type: 'AWS::IAM::Role', Properties: { Policies: [Properties] } },
        P: { Type: 'AWS::IAM::Policy', Properties: { ...Properties, Roles: [{ Ref: 'R' }] } },
        Q: { Type: 'AWS::IAM::Policy', Properties: { ...Properties, Roles: [{ Ref: 'S' }] } },
      },
    };
    expect(statementsOf(template, 'F').map(({ Resource }) => Resource)).toEqual([
      'arn:of:Table.Arn/index/*',
      'arn:of:Table.Arn/index/*',
    ]);
  });

  it('have their references spelled out', () => {
    expect(resolved({ a: [{ Ref: 'T' }], b: 1 })).toEqual({ a: ['T'], b: 1 });
  });
});
