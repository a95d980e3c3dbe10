import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Visit } from '#test/browser.ts';
import { CALLBACK, hostedPools, signInAt } from './setup.ts';

const { app, ...service } = hostedPools();
const IMPLICIT = { allowedOAuthFlows: ['code', 'implicit'] } as const;
const TOKEN = { response_type: 'token', state: 's' };

/** What the app gets in the fragment. */
const told = ({ location }: Visit) => [
  `${location?.origin}${location?.pathname}${location?.search}`,
  Object.fromEntries(new URLSearchParams(location?.hash.slice(1))),
];

describe('what goes wrong with an answer', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is told to the app in the words of a function', async () => {
    let isRefused = true;
    const preTokenGeneration = app.functions.set('tokens', (event: object) => {
      if (isRefused) throw new Error('not <today>');
      return event;
    });
    const w = await service.pool({ lambdaConfig: { preTokenGeneration } }, IMPLICIT);
    await w.add('ada');
    const browser = w.browser();
    const expected = [
      CALLBACK,
      {
        error: 'invalid_request',
        error_description: 'PreTokenGeneration failed with error not <today>.',
        state: 's',
      },
    ];
    expect(told(await signInAt(w, browser, 'ada', { parameters: TOKEN }))).toEqual(expected);
    await signInAt(w, browser, 'ada');
    expect(told(await browser.get(w.url('/oauth2/authorize', TOKEN)))).toEqual(expected);
    isRefused = false;
    expect(told(await browser.get(w.url('/oauth2/authorize', TOKEN)))).toMatchObject([
      CALLBACK,
      { access_token: expect.any(String) },
    ]);
  });

  it('is told to an app that cannot read all attributes of a scope', async () => {
    const w = await service.pool({}, { ...IMPLICIT, readAttributes: ['email'] });
    await w.add('ada');
    const visit = await signInAt(w, w.browser(), 'ada', { parameters: TOKEN });
    expect(told(visit)).toEqual([CALLBACK, { error: 'invalid_grant', state: 's' }]);
  });

  it('is told as server_error when the service itself is at fault, and is in the log', async () => {
    const w = await service.pool();
    await w.add('ada');
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    const log = vi.spyOn(app.deps.logger, 'error').mockImplementation(() => {});
    const answer = await broken(() => browser.get(w.url('/oauth2/authorize', { state: 's' })));
    expect([answer.status, answer.location?.search]).toEqual([302, '?error=server_error&state=s']);
    expect(log).toHaveBeenCalledWith(
      'request',
      expect.objectContaining({ outcome: 'failed', error: 'server_error', stack: expect.stringContaining('broken') }),
    );
  });

  /** No code can be sealed while it lasts. */
  async function broken(visit: () => Promise<Visit>): Promise<Visit> {
    vi.spyOn(app.deps.keys, 'sealToken').mockImplementation(() => {
      throw new Error('broken');
    });
    return visit();
  }
});
