import {
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';

/** What has been acknowledged of a user, and what may or may not have happened since. */
type Known = { exists: boolean; confirmed: boolean; password: string; email: string };
type Tracked = { readonly username: string; known: Known; maybe: Known | undefined };

export type Stage = {
  readonly endpoint: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly poolId: string;
  readonly clientId: string;
};

/** A load of sign-ups, confirmations, password and attribute changes and deletions that remembers what was acknowledged. */
export function mixedLoad(stage: Stage, random: () => number, lanes = 6) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: stage.endpoint,
    credentials: stage.credentials,
    region: 'us-east-1',
    maxAttempts: 1,
  });
  const users: Tracked[] = [];
  let running = true;
  let acknowledged = 0;

  /** Only the answer makes it known; without one, both states are possible. */
  async function attempt(user: Tracked, after: Known, send: () => Promise<unknown>): Promise<void> {
    user.maybe = after;
    try {
      await send();
      user.known = after;
      user.maybe = undefined;
      acknowledged++;
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 400)
        user.maybe = undefined;
      throw error;
    }
  }

  async function life(lane: number): Promise<void> {
    const user: Tracked = {
      username: `user-${lane}-${users.length}`,
      known: { exists: false, confirmed: false, password: 'P4ssword!0', email: '' },
      maybe: undefined,
    };
    users.push(user);
    const UserPoolId = stage.poolId;
    const Username = user.username;
    const email = `${Username}@example.com`;
    await attempt(user, { ...user.known, exists: true, email }, () =>
      sdk.send(
        new SignUpCommand({
          ClientId: stage.clientId,
          Username,
          Password: user.known.password,
          UserAttributes: [{ Name: 'email', Value: email }],
        }),
      ),
    );
    await attempt(user, { ...user.known, confirmed: true }, () =>
      sdk.send(new AdminConfirmSignUpCommand({ UserPoolId, Username })),
    );
    for (let change = 1; running && change < 4; change++) {
      if (random() < 0.5) {
        const Password = `P4ssword!${change}`;
        await attempt(user, { ...user.known, password: Password }, () =>
          sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true })),
        );
      } else {
        const Value = `${change}-${email}`;
        await attempt(user, { ...user.known, email: Value }, () =>
          sdk.send(
            new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: [{ Name: 'email', Value }] }),
          ),
        );
      }
    }
    if (random() < 0.3)
      await attempt(user, { ...user.known, exists: false }, () =>
        sdk.send(new AdminDeleteUserCommand({ UserPoolId, Username })),
      );
  }

  const done = Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (running) await life(lane).catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
    }),
  );

  return {
    acknowledged: () => acknowledged,
    stop: async () => {
      running = false;
      await done;
    },
    /** Compares what was acknowledged with what the service at `endpoint` says now; one line per difference. */
    async differences(endpoint: string): Promise<readonly string[]> {
      const reader = new CognitoIdentityProviderClient({
        endpoint,
        credentials: stage.credentials,
        region: 'us-east-1',
      });
      const problems: string[] = [];
      for (const user of users) {
        const now = await observed(reader, stage.poolId, user.username);
        const candidates = [user.known, ...(user.maybe ? [user.maybe] : [])];
        const match = candidates.filter(
          (one) =>
            one.exists === now.exists && (!one.exists || (one.confirmed === now.confirmed && one.email === now.email)),
        );
        if (match.length === 0)
          problems.push(`${user.username} is ${JSON.stringify(now)}, not ${JSON.stringify(candidates)}`);
        else if (
          now.exists &&
          now.confirmed &&
          !(await anyPasswordSignsIn(reader, stage.clientId, user.username, match))
        )
          problems.push(`${user.username} can't sign in`);
      }
      return problems;
    },
  };
}

async function observed(sdk: CognitoIdentityProviderClient, UserPoolId: string, Username: string) {
  try {
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));
    const email = user.UserAttributes!.find(({ Name }) => Name === 'email')?.Value ?? '';
    return { exists: true, confirmed: user.UserStatus === 'CONFIRMED', email };
  } catch (error) {
    if ((error as Error).name === 'UserNotFoundException') return { exists: false, confirmed: false, email: '' };
    throw error;
  }
}

async function anyPasswordSignsIn(
  sdk: CognitoIdentityProviderClient,
  ClientId: string,
  USERNAME: string,
  states: readonly Known[],
): Promise<boolean> {
  for (const PASSWORD of new Set(states.map(({ password }) => password))) {
    const command = new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });
    if (
      await sdk.send(command).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}
