import { describe, expect, it } from 'vitest';
import { OAuthError } from '#core/oauth/errors.ts';
import { askedClient, grantTypes } from '#core/registration/metadata.ts';

const redirect_uris = ['https://app.example.com/callback'];
const BOTH = ['code', 'client_credentials'] as const;

const asked = (metadata: object, flows: readonly (typeof BOTH)[number][] = BOTH) =>
  askedClient({ redirect_uris, ...metadata }, flows);
const refusal = (metadata: unknown, flows: readonly (typeof BOTH)[number][] = BOTH) => {
  try {
    askedClient(metadata, flows);
  } catch (error) {
    if (error instanceof OAuthError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
};

describe('client metadata', () => {
  it('has the defaults of RFC 7591', () => {
    expect(asked({})).toEqual({ flow: 'code', authMethod: 'client_secret_basic', redirectUris: redirect_uris });
  });

  it('is read as apps send it', () => {
    // What the MCP SDK's client and editors send.
    const metadata = {
      client_name: 'Editor (beta)',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'openid  profile openid api/read',
      client_uri: 'https://app.example.com',
      software_id: '1',
      __proto__: { scope: 'evil' },
      constructor: 'x',
    };
    expect(asked(metadata)).toEqual({
      name: 'Editor beta',
      flow: 'code',
      authMethod: 'none',
      redirectUris: redirect_uris,
      scopes: ['openid', 'profile', 'api/read'],
    });
  });

  it('of a machine needs no redirect URI', () => {
    expect(askedClient({ grant_types: ['client_credentials'] }, BOTH)).toEqual({
      flow: 'client_credentials',
      authMethod: 'client_secret_basic',
      redirectUris: [],
    });
    expect(grantTypes('client_credentials')).toEqual(['client_credentials']);
    expect(grantTypes('code')).toEqual(['authorization_code', 'refresh_token']);
  });

  it('may name grant and response types that it does not get', () => {
    expect(asked({ grant_types: ['implicit', 'authorization_code'], response_types: ['token', 'code'] }).flow).toBe(
      'code',
    );
    expect(asked({ grant_types: ['authorization_code', 'client_credentials'] }, ['code']).flow).toBe('code');
  });

  it.each([
    ['  Ada\u2019s   App\t', 'Ada s App'],
    ['\u0430dmin', 'dmin'],
    ['<script>alert(1)</script>', 'script alert 1 script'],
    ['\u202eppa', 'ppa'],
    ['', undefined],
    ['\u5bc6\u7801', undefined],
    ['...', undefined],
    ['x'.repeat(128), 'x'.repeat(128)],
  ])('makes of the name %j %j', (client_name, name) => {
    expect(asked({ client_name }).name).toBe(name);
    if (name) expect(name).toMatch(/^[\w\s+=,.@-]{1,128}$/);
  });

  it.each([[null], [[]], ['{}'], [7], [true]])('must be an object: not %j', (metadata) => {
    expect(refusal(metadata)).toBe('invalid_client_metadata: The body must be a JSON object.');
  });

  it.each([
    ['a name that is too long', { client_name: 'x'.repeat(129) }],
    ['a name that is no text', { client_name: ['app'] }],
    ['grant types that are no list', { grant_types: 'authorization_code' }],
    ['grant types that are no texts', { grant_types: [{}] }],
    ['too many grant types', { grant_types: Array(21).fill('authorization_code') }],
    ['no grant types', { grant_types: [] }],
    ['only grant types that nobody gets', { grant_types: ['implicit', 'password'] }],
    ['refresh_token alone', { grant_types: ['refresh_token'] }],
    ['two grant types that exclude each other', { grant_types: ['authorization_code', 'client_credentials'] }],
    ['a response type other than code', { response_types: ['token'] }],
    ['no response types', { response_types: [] }],
    ['response types that are no list', { response_types: 'code' }],
    ['another authentication method', { token_endpoint_auth_method: 'private_key_jwt' }],
    ['an authentication method that is no text', { token_endpoint_auth_method: ['none'] }],
    ['a machine without a secret', { grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' }],
    ['scopes that are no text', { scope: ['openid'] }],
    ['a scope with a quotation mark', { scope: 'openid "' }],
    ['a scope with other letters', { scope: 'openid \u00fc' }],
    ['a scope that is too long', { scope: 'x'.repeat(257) }],
    ['too many scopes', { scope: Array.from({ length: 101 }, (_, n) => `s${n}`).join(' ') }],
  ])('must not have %s', (_, metadata) => {
    expect(refusal({ redirect_uris, ...metadata })).toMatch(/^invalid_client_metadata: [\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('must ask for what the pool allows', () => {
    expect(refusal({ redirect_uris }, ['client_credentials'])).toMatch(
      /^invalid_client_metadata: The user pool allows/,
    );
    expect(refusal({ grant_types: ['client_credentials'] }, ['code'])).toMatch(/^invalid_client_metadata: /);
    expect(refusal({ redirect_uris }, [])).toMatch(/^invalid_client_metadata: /);
  });

  it('needs a redirect URI for codes', () => {
    expect(refusal({})).toMatch(/^invalid_redirect_uri: /);
  });
});
