import { afterEach, describe, expect, it, vi } from 'vitest';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import { codeOf as codeOfApp } from '#test/authenticator-app.ts';
import type { Browser } from '#test/browser.ts';
import { OPTIONAL_TOTP } from '#test/devices.ts';
import { claimsOf, PASSWORD, type Values } from '#test/world.ts';
import { type HostedPool, hostedPools, signInAt } from '../operations/hosted/setup.ts';
import { error, errorOf, refreshWith, tokensOf } from '../operations/hosted/tokens.ts';
import { protectedUser } from '../operations/mfa/setup.ts';
import { MINUTE, sessionOf, tracking } from '../operations/sessions/setup.ts';

const { app, ...service } = hostedPools();
const REVOKED = 'Access Token has been revoked';

describe('a redirect URI that an administrator may set', () => {
  async function stage(uri: string) {
    const w = await service.pool({}, { callbackURLs: [uri], logoutURLs: [uri] });
    await w.add('ada');
    return { w, browser: w.browser(), parameters: { redirect_uri: uri } };
  }

  it.each([
    ['https://app.example.com/zurück', 'https://app.example.com/zur%C3%BCck'],
    ['https://app.example.com/日本?a=語', 'https://app.example.com/%E6%97%A5%E6%9C%AC?a=%E8%AA%9E'],
    ['https://пример.example/cb', 'https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example/cb'],
    ['myapp://戻る', 'myapp://%E6%88%BB%E3%82%8B'],
  ])('leads back with letters of any language: %s', async (uri, wire) => {
    const { w, browser, parameters } = await stage(uri);
    const { headers, status } = await signInAt(w, browser, 'ada', { parameters });
    expect([status, headers.location?.startsWith(`${wire}${uri.includes('?') ? '&' : '?'}code=`)]).toEqual([302, true]);
    const query = new URLSearchParams({ client_id: w.client.id, logout_uri: uri });
    expect((await browser.get(`${w.base}/logout?${query}`)).headers.location).toBe(wire);
  });

  it.each([
    ['https://a;sandbox/cb', 'https:'],
    ['https://a,script-src/cb', 'https:'],
    ["https://'unsafe-inline'/cb", 'https:'],
    ['https://*/cb', 'https:'],
    ['http://[::1]:3000/cb', 'http:'],
    ['https://app.example.com:8443/a;b,c', 'https://app.example.com:8443'],
    ['com.example.app:/a;b', 'com.example.app:'],
  ])('adds nothing but a place to the policy: %s', async (uri, source) => {
    const { w, browser, parameters } = await stage(uri);
    const { headers } = await browser.get(w.url('/login', parameters));
    expect(headers['content-security-policy']).toContain(
      `; form-action 'self' ${source}; frame-ancestors 'none'; base-uri 'none'`,
    );
  });
});

