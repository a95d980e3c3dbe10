import { beforeEach, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { codeFor, newName } from '#test/world.ts';
import { CALLBACK, type HostedPool, hostedPools, signInAt, signUpAt } from './setup.ts';
import { codeOf, json, redeem, refreshWith, withApi } from './tokens.ts';

const { app, ...service } = hostedPools();

/** A pool that asks one function, which changes nothing, at every occasion. */
function watched(settings: Partial<Pool> = {}, ...more: [object?, object?]): Promise<HostedPool> {
  const arn = app.functions.set('watcher');
  const lambdaConfig = {
    preSignUp: arn,
    postConfirmation: arn,
    preAuthentication: arn,
    postAuthentication: arn,
    customMessage: arn,
    userMigration: arn,
    preTokenGenerationConfig: { lambdaVersion: 'V2_0', lambdaArn: arn },
  } as const;
  return service.pool({ ...settings, lambdaConfig }, ...more);
}

const sources = () => app.functions.events.map(({ triggerSource }) => triggerSource);

describe('the functions of a pool', () => {
  beforeEach(() => {
    app.functions.events.length = 0;
  });

  it('are asked in the order of the API where somebody signs in on a page, and about the tokens of the app', async () => {
    const w = await watched();
    await w.add('ada');
    const browser = w.browser();
    const code = await codeOf(w, 'ada', { scope: 'openid email' }, browser);
    const onPage = ['PreAuthentication_Authentication', 'PostAuthentication_Authentication'];
    expect(sources()).toEqual(onPage);
    const [before, after] = app.functions.events;
    expect(before.request).toMatchObject({ validationData: null });
    expect(after.request).toMatchObject({ newDeviceUsed: false });
    const { refresh_token: token } = json(
      // Only machines pass metadata on.
      await redeem(w, code, { aws_client_metadata: '{"a":"b"}' }),
    );
    json(await refreshWith(w, token));
    expect(sources()).toEqual([...onPage, 'TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens']);
    expect(app.functions.events[2]).toMatchObject({
      version: '2',
      userName: 'ada',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
      request: { scopes: ['openid', 'email'] },
    });
    for (const { request } of app.functions.events) expect(request).not.toHaveProperty('clientMetadata');
  });

  it('are asked about nothing but tokens where an SSO session spares the sign-in', async () => {
    const w = await watched();
    await w.add('ada');
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    app.functions.events.length = 0;
    const { location } = await browser.get(w.url('/oauth2/authorize'));
    expect(sources()).toEqual([]);
    json(await redeem(w, location?.searchParams.get('code') ?? ''));
    expect(sources()).toEqual(['TokenGeneration_HostedAuth']);
  });

  it('are asked about the tokens of the implicit grant, with scopes that exist', async () => {
    const w = await watched(
      {},
      { allowedOAuthFlows: ['implicit'], allowedOAuthScopes: ['openid', 'api/read', 'api/write'] },
    );
    await withApi(w, 'read');
    await w.add('ada');
    await signInAt(w, w.browser(), 'ada', { parameters: { response_type: 'token' } });
    expect(sources().at(-1)).toBe('TokenGeneration_HostedAuth');
    expect(app.functions.events.at(-1)).toMatchObject({ request: { scopes: ['openid', 'api/read'] } });
  });

  it('are asked in the order of the API where somebody signs up', async () => {
    const w = await watched({ autoVerifiedAttributes: ['email'] });
    const browser = w.browser();
    const page = await signUpAt(w, browser);
    expect(sources()).toEqual(['PreSignUp_SignUp', 'CustomMessage_SignUp']);
    const resent = await browser.get(w.url('/login'));
    await browser.post(w.url('/resendcode'), { _csrf: resent.fields._csrf ?? '', username: page.username });
    expect(sources().at(-1)).toBe('CustomMessage_ResendCode');
    const { location } = await browser.submit(page, { code: codeFor(app, page.email) });
    expect(location?.href.startsWith(`${CALLBACK}?code=`)).toBe(true);
    expect(sources().slice(3)).toEqual([
      'PostConfirmation_ConfirmSignUp',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
    ]);
  });

  it('are asked about forgotten passwords', async () => {
    const w = await watched({ autoVerifiedAttributes: ['email'] });
    const { username, email } = await w.someone();
    const browser = w.browser();
    const page = await browser.submit(await browser.get(w.url('/forgotPassword')), { username });
    await browser.submit(page, { code: codeFor(app, email), password: 'An0ther!password' });
    expect(sources()).toEqual(['CustomMessage_ForgotPassword', 'PostConfirmation_ConfirmForgotPassword']);
  });

  it('are asked about a name that leads to nobody, with the password', async () => {
    const w = await watched();
    const { username } = newName();
    await signInAt(w, w.browser(), username, { password: 'Wh4tever!' });
    expect(app.functions.events).toMatchObject([
      {
        triggerSource: 'UserMigration_Authentication',
        userName: username,
        request: { password: 'Wh4tever!', validationData: null },
      },
    ]);
    expect(app.functions.events[0].request).not.toHaveProperty('clientMetadata');
  });
});
