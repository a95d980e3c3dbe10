import { describe, expect, it } from 'vitest';
import type { ClientCall } from '#core/call.ts';
import type { Client } from '#core/clients/client.ts';
import { requiresPkce, sendsIssuer } from '#core/clients/own-settings.ts';

const ID = '0123456789abcdefghijklmnop';
const OTHER = '1123456789abcdefghijklmnop';
const SECRETS = [{ sealed: 'x', createdAt: 0 }];

const call = (userPoolTags: Readonly<Record<string, string>> | undefined, client: Partial<Client> = {}) =>
  ({ pool: { userPoolTags }, client: { id: ID, secrets: [], ...client } }) as unknown as ClientCall;

describe.each([
  ['ownpool:require-pkce', requiresPkce],
  ['ownpool:send-issuer', sendsIssuer],
])('%s', (tag, holds) => {
  it.each([
    ['all', true, true],
    ['public', true, false],
    [ID, true, true],
    [`${OTHER} ${ID}`, true, true],
    [OTHER, false, false],
  ])('%s: %s for a public client, %s for a confidential one', (value, open, confidential) => {
    expect(holds(call({ [tag]: value }))).toBe(open);
    expect(holds(call({ [tag]: value }, { secrets: SECRETS }))).toBe(confidential);
  });

  it('holds for no client of a pool without the tag', () => {
    expect(holds(call(undefined))).toBe(false);
    expect(holds(call({ 'ownpool:other': 'all' }))).toBe(false);
  });
});

describe('a registered client', () => {
  it('needs PKCE if it has no secret, and gets no issuer for that', () => {
    expect(requiresPkce(call(undefined, { clientType: 'DCR' }))).toBe(true);
    expect(requiresPkce(call(undefined, { clientType: 'DCR', secrets: SECRETS }))).toBe(false);
    expect(sendsIssuer(call(undefined, { clientType: 'DCR' }))).toBe(false);
  });
});
