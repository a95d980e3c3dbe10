import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { stackOf, type Template } from './cloudformation.ts';

/**
 * The resources of user pools in the templates that defineAuth of Amplify Gen 2 makes. amplify.json names the versions
 * of the packages. They are no dependencies, because they bring hundreds of packages along. Each template is that of a
 * defineAuth({ loginWith: { email: true } }) with more, as its name says.
 * https://docs.amplify.aws/react/build-a-backend/auth/set-up-auth/
 */
const { templates } = JSON.parse(readFileSync(new URL('amplify.json', import.meta.url), 'utf8')) as {
  readonly templates: Readonly<
    Record<'email' | 'everything' | 'multifactor' | 'link' | 'passkeys' | 'codes', Template>
  >;
};

describe("Amplify Gen 2's defineAuth", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it.each(['email', 'everything', 'multifactor', 'link', 'passkeys', 'codes'] as const)(
    '%s: is created, read, deployed again without a change, and deleted',
    async (name) => {
      const stack = stackOf(app);
      await stack.deploy(templates[name]);
      const first = await stack.read();
      await stack.deploy(templates[name]);
      expect(await stack.read()).toEqual(first);
      await stack.remove();
    },
  );

  it('makes a pool in which users sign up with an e-mail address', async () => {
    const stack = stackOf(app);
    await stack.deploy(templates.email);
    const [, ClientId] = Object.values(stack.ids());
    const user = { ClientId, Username: 'ada@example.com' };
    await app.call('SignUp', { ...user, Password: 'Passw0rd!example' });
    const [message] = app.outbox.messages('ada@example.com');
    await app.call('ConfirmSignUp', { ...user, ConfirmationCode: message!.code });
  });
});
