import { describe, expect, it } from 'vitest';
import { changesIn } from '#core/triggers/pre-token-generation.ts';
import { readResponse } from '#core/triggers/response.ts';
import { changedClaims, type TokenChanges, type TokenClaims } from '#core/triggers/token-changes.ts';

const CLIENT = '1example23456789';
const GROUPS = { 'cognito:groups': ['staff', 'ops'] };
const OWN: TokenClaims = {
  access: {
    sub: 's',
    iss: 'https://id.example.com/p',
    client_id: CLIENT,
    origin_jti: 'o',
    event_id: 'e',
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    auth_time: 1,
    acr: 'urn:cognito:loa:1',
    amr: ['pwd'],
    device_key: 'd',
    username: 'ada',
    exp: 3,
    iat: 2,
    jti: 'j',
    version: 2,
    ...GROUPS,
  },
  id: {
    sub: 's',
    email: 'ada@example.com',
    email_verified: 'true',
    'custom:team': 'blue',
    'dev:custom:cost': '7',
    iss: 'https://id.example.com/p',
    'cognito:username': 'ada',
    identities: [],
    aud: CLIENT,
    token_use: 'id',
    auth_time: 1,
    exp: 3,
    iat: 2,
    ...GROUPS,
    'cognito:roles': ['arn:a', 'arn:b'],
    'cognito:preferred_role': 'arn:a',
  },
};
/** What no function can change, in either token. */
const FIXED = [
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'client_id', 'cognito:username', 'device_key', 'event_id', 'exp'],
  ...['iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub', 'token_use', 'username'],
  ...['version', 'aud', 'cognito:groups', 'cognito:roles', 'cognito:preferred_role', 'cognito:mine', 'dev:custom:new'],
];

const NONE = { add: {}, suppress: [] };
const change = (changes: Partial<TokenChanges>) =>
  changedClaims(OWN, { id: NONE, access: NONE, scopes: NONE_OF_SCOPES, ...changes });
const NONE_OF_SCOPES = { add: [], suppress: [] };
const without = (claims: object, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

describe('the claims of tokens after a function has changed them', () => {
  it('are the same after no change', () => {
    expect(change({})).toEqual(OWN);
  });

  it('have what the function adds to each token, and what it overrides', () => {
    const add = {
      tier: 'gold',
      email: 'other@example.com',
      'custom:team': 'red',
      family_name: 'Doe',
      'a b': [1, true],
    };
    expect(change({ id: { add, suppress: [] } })).toEqual({ id: { ...OWN.id, ...add }, access: OWN.access });
    expect(change({ access: { add, suppress: [] } })).toEqual({ id: OWN.id, access: { ...OWN.access, ...add } });
  });

  it('lack what the function suppresses, also if it adds it', () => {
    const suppress = ['email', 'custom:team', 'dev:custom:cost', 'tier', 'no such claim'];
    const id = { add: { tier: 'gold', email: 'x' }, suppress };
    expect(change({ id }).id).toEqual(without(OWN.id, 'email', 'custom:team', 'dev:custom:cost'));
    expect(change({ access: { add: { tier: 'gold' }, suppress: ['tier'] } })).toEqual(OWN);
  });

  it.each(FIXED)('have the same %s whatever the function adds', (name) => {
    const changes = { add: { [name]: 'forged' }, suppress: [] };
    expect(change({ id: changes, access: changes })).toEqual(OWN);
  });

  it.each(FIXED.filter((name) => name !== 'cognito:groups'))('have the same %s although it is suppressed', (name) => {
    const changes = { add: {}, suppress: [name] };
    expect(change({ id: changes, access: changes })).toEqual(OWN);
  });

  it('have an audience in the access token only if that is the client', () => {
    const add = (aud: unknown) =>
      change({ access: { add: { aud }, suppress: [] }, id: { add: { aud }, suppress: [] } });
    expect(add(CLIENT)).toEqual({ id: OWN.id, access: { ...OWN.access, aud: CLIENT } });
    for (const aud of ['other', [CLIENT], null, true]) expect(add(aud)).toEqual(OWN);
  });

  it('keep the resource that they are bound to', () => {
    const bound = { ...OWN, access: { ...OWN.access, aud: 'https://api.example.com' } };
    const changes = { add: { aud: CLIENT }, suppress: ['aud'] };
    expect(changedClaims(bound, { id: NONE, access: changes, scopes: NONE_OF_SCOPES })).toEqual(bound);
  });

  it('have the groups and roles that the function gives, in both tokens', () => {
    const { id, access } = change({ groups: { names: ['new'], roles: ['arn:c'], preferredRole: 'arn:d' } });
    expect(access).toEqual({ ...OWN.access, 'cognito:groups': ['new'] });
    expect(id).toEqual({
      ...OWN.id,
      'cognito:groups': ['new'],
      'cognito:roles': ['arn:c'],
      'cognito:preferred_role': 'arn:d',
    });
  });

  it('lack the groups that the function takes away, with their roles', () => {
    const names = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];
    const bare = { id: without(OWN.id, ...names), access: without(OWN.access, ...names) };
    expect(change({ groups: { names: [], roles: [], preferredRole: '' } })).toEqual(bare);
    const suppress = { add: {}, suppress: ['cognito:groups'] };
    expect(change({ id: suppress })).toEqual({ id: bare.id, access: OWN.access });
    expect(change({ access: suppress, groups: { names: ['new'], roles: [] } })).toEqual({
      access: bare.access,
      id: { ...bare.id, 'cognito:groups': ['new'] },
    });
  });

  it.each<[readonly string[], readonly string[], string | undefined]>([
    [['openid', 'api/read', 'openid'], [], 'aws.cognito.signin.user.admin openid api/read'],
    [['aws.cognito.signin.user.admin'], [], 'aws.cognito.signin.user.admin'],
    [['openid'], ['aws.cognito.signin.user.admin', 'phone'], 'openid'],
    [['openid'], ['openid'], 'aws.cognito.signin.user.admin'],
    [[], ['aws.cognito.signin.user.admin'], undefined],
  ])('have the scopes with %j and without %j', (add, suppress, scope) => {
    const { access, id } = change({ scopes: { add, suppress } });
    expect(access.scope).toBe(scope);
    expect('scope' in access).toBe(scope !== undefined);
    expect(id).toEqual(OWN.id);
  });

  it('may be 5,000 with the scopes, without those that are suppressed', () => {
    const own = Object.keys(OWN.id).length + Object.keys(OWN.access).length + 1;
    const some = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`c${n}`, 1]));
    const id = (count: number, suppress: readonly string[] = []) => ({ add: some(count), suppress });
    expect(Object.keys(change({ id: id(5_000 - own) }).id)).toHaveLength(5_000 - own + Object.keys(OWN.id).length);
    const tooMany = expect.objectContaining({ name: 'InvalidLambdaResponseException' });
    expect(() => change({ id: id(5_001 - own) })).toThrow(tooMany);
    expect(() => change({ id: id(5_000 - own), scopes: { add: ['one'], suppress: [] } })).toThrow(tooMany);
    change({ id: id(5_001 - own, ['c0']) });
  });

  it('are no more than a token can hold', () => {
    const id = (bytes: number) => ({ add: { long: 'x'.repeat(bytes) }, suppress: [] });
    change({ id: id(250_000), access: id(45_000) });
    const tooLong = expect.objectContaining({ name: 'InvalidLambdaResponseException' });
    expect(() => change({ id: id(256 * 1024) })).toThrow(tooLong);
    expect(() => change({ access: id(46_000) })).toThrow(tooLong);
    // Attributes alone may make an ID token longer, and a function may make it shorter.
    const large = { ...OWN, id: { ...OWN.id, 'custom:a': 'x'.repeat(300_000), 'custom:b': 'y' } };
    const shorter = { id: { add: {}, suppress: ['custom:b'] }, access: NONE, scopes: NONE_OF_SCOPES };
    expect(changedClaims(large, shorter).id).not.toHaveProperty('custom:b');
  });

  it('may have names that objects have of themselves', () => {
    const add = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const { id } = change({ id: { add, suppress: [] } });
    expect(JSON.parse(JSON.stringify(id))).toEqual({ ...OWN.id, ...add });
    expect(Object.hasOwn(id, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(id)).toBe(Object.prototype);
  });
});

const V1 = (details: unknown) => changesIn(readResponse({ claimsOverrideDetails: details }), 'V1_0');
const V2 = (details: unknown, version: 'V2_0' | 'V3_0' = 'V2_0') =>
  changesIn(readResponse({ claimsAndScopeOverrideDetails: details }), version);
const UNRECOGNIZABLE = expect.objectContaining({ name: 'InvalidLambdaResponseException' });

describe('what a response changes', () => {
  it('is nothing if it has nothing for its version', () => {
    const details = { claimsToAddOrOverride: { a: 'b' } };
    for (const none of [undefined, null]) expect([V1(none), V2(none)]).toEqual([undefined, undefined]);
    expect(changesIn(readResponse({ claimsAndScopeOverrideDetails: details }), 'V1_0')).toBeUndefined();
    expect(changesIn(readResponse({ claimsOverrideDetails: details }), 'V3_0')).toBeUndefined();
  });

  it('is the ID token and the groups in version 1', () => {
    const claims = { claimsToAddOrOverride: { a: 'b', gone: null }, claimsToSuppress: ['email'] };
    expect(V1({ ...claims, accessTokenGeneration: { claimsToAddOrOverride: { a: 'b' } } })).toEqual({
      id: { add: { a: 'b' }, suppress: ['email'] },
      access: NONE,
      scopes: NONE_OF_SCOPES,
    });
    expect(V1({})).toEqual({ id: NONE, access: NONE, scopes: NONE_OF_SCOPES });
  });

  it.each(['V2_0', 'V3_0'] as const)('is both tokens, scopes and groups in %s', (version) => {
    const any = { text: 't', number: 1.5, flag: false, list: ['a', 2, true], json: { deep: [{ er: null }] } };
    const details = {
      idTokenGeneration: { claimsToAddOrOverride: any, claimsToSuppress: ['email'] },
      accessTokenGeneration: {
        claimsToAddOrOverride: { ...any, email_verified: true },
        claimsToSuppress: ['x'],
        scopesToAdd: ['openid'],
        scopesToSuppress: ['a b'],
      },
      groupOverrideDetails: { groupsToOverride: ['g'], iamRolesToOverride: ['r'], preferredRole: 'p' },
    };
    expect(V2(details, version)).toEqual({
      id: { add: any, suppress: ['email'] },
      access: { add: { ...any, email_verified: true }, suppress: ['x'] },
      scopes: { add: ['openid'], suppress: ['a b'] },
      groups: { names: ['g'], roles: ['r'], preferredRole: 'p' },
    });
    expect(V2({}, version)).toEqual({ id: NONE, access: NONE, scopes: NONE_OF_SCOPES });
    expect(V2({ idTokenGeneration: null, accessTokenGeneration: {} }, version)).toEqual(V2({}, version));
  });

  it.each([null, {}, { groupsToOverride: null, iamRolesToOverride: null, preferredRole: null }])(
    'is that there are no groups if they are %j',
    (groupOverrideDetails) => {
      const groups = { names: [], roles: [], preferredRole: undefined };
      expect([V1({ groupOverrideDetails }), V2({ groupOverrideDetails })]).toEqual([
        expect.objectContaining({ groups }),
        expect.objectContaining({ groups }),
      ]);
    },
  );

  it.each<[string, unknown]>([
    ['details that are a list', []],
    ['details that are a text', 'x'],
    ['claims that are a list', { claimsToAddOrOverride: ['a'] }],
    ['a number', { claimsToAddOrOverride: { a: 1 } }],
    ['a flag', { claimsToAddOrOverride: { a: true } }],
    ['an object', { claimsToAddOrOverride: { a: {} } }],
    ['a text in place of a list', { claimsToSuppress: 'email' }],
    ['a list with a number', { claimsToSuppress: [1] }],
    ['groups that are a list', { groupOverrideDetails: ['g'] }],
    ['a group that is a number', { groupOverrideDetails: { groupsToOverride: [1] } }],
    ['roles that are a text', { groupOverrideDetails: { iamRolesToOverride: 'r' } }],
    ['a role in a list', { groupOverrideDetails: { preferredRole: ['r'] } }],
  ])('cannot be, in version 1, %s', (_, details) => {
    expect(() => V1(details)).toThrow(UNRECOGNIZABLE);
  });

  it.each<[string, unknown]>([
    ['a token that is a list', { idTokenGeneration: [] }],
    ['claims that are a text', { idTokenGeneration: { claimsToAddOrOverride: 'a' } }],
    ['a list of objects', { accessTokenGeneration: { claimsToAddOrOverride: { a: [{}] } } }],
    ['a list of lists', { idTokenGeneration: { claimsToAddOrOverride: { a: [[]] } } }],
    ['a list with null', { idTokenGeneration: { claimsToAddOrOverride: { a: [null] } } }],
    ['a flag for email_verified', { idTokenGeneration: { claimsToAddOrOverride: { email_verified: true } } }],
    [
      'a flag for phone_number_verified',
      { idTokenGeneration: { claimsToAddOrOverride: { phone_number_verified: true } } },
    ],
    ['a number for updated_at', { idTokenGeneration: { claimsToAddOrOverride: { updated_at: 1 } } }],
    ['an object for address', { idTokenGeneration: { claimsToAddOrOverride: { address: {} } } }],
    ['a scope with a blank', { accessTokenGeneration: { scopesToAdd: ['a aws.cognito.signin.user.admin'] } }],
    ['a scope with a tab', { accessTokenGeneration: { scopesToAdd: ['a\tb'] } }],
    ['an empty scope', { accessTokenGeneration: { scopesToAdd: [''] } }],
    ['a scope that is a number', { accessTokenGeneration: { scopesToSuppress: [1] } }],
    ['groups that are a text', { groupOverrideDetails: 'g' }],
  ])('cannot be, in version 2, %s', (_, details) => {
    expect(() => V2(details)).toThrow(UNRECOGNIZABLE);
    expect(() => V2(details, 'V3_0')).toThrow(UNRECOGNIZABLE);
  });
});
