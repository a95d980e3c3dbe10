import { authenticator } from '#test/authenticator.ts';
import { codeAt, STEP } from '#test/authenticator-app.ts';
import { deviceSecret } from '#test/srp-client.ts';
import { drive, prepare } from './load.ts';
import type { Target } from './process.ts';
import {
  driveSteps,
  initiate,
  newExchanges,
  PASSWORD,
  passwordCall,
  prepareStage,
  prove,
  respond,
  type Stage,
  someTokens,
  srpSteps,
  user,
  type Workload,
  withUsers,
} from './workloads.ts';

const TOTP = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } };

/** Password and TOTP. Every sign-in has a user of its own, because a code counts once. */
export const totp: Workload = {
  name: 'totp',
  steps: ['InitiateAuth password, TOTP', 'Respond SOFTWARE_TOKEN_MFA'],
  run: onOwnStage(
    (target) => prepareStage(target, 'bench totp', { mfa: TOTP }),
    async (pool, count) => {
      const stage = await withUsers(pool, count);
      const secrets = await addSoftwareTokens(stage, await someTokens(stage, count));
      return driveSteps(stage, count, [
        (index) => passwordCall(stage, index),
        (index, { Session }) => {
          const USERNAME = user(stage, index);
          // The code of this step may be the one that registered the token, and that of the next step counts already.
          const SOFTWARE_TOKEN_MFA_CODE = codeAt(secrets[index]!, Date.now() + STEP);
          return respond(stage, 'SOFTWARE_TOKEN_MFA', { USERNAME, SOFTWARE_TOKEN_MFA_CODE }, Session);
        },
      ]);
    },
  ),
};

/** SRP, and then SRP again with a remembered device, in place of the TOTP that the user would otherwise be asked for. */
export const device: Workload = {
  name: 'device',
  steps: [
    'InitiateAuth SRP, device',
    'Respond PASSWORD_VERIFIER, device',
    'Respond DEVICE_SRP_AUTH',
    'Respond DEVICE_PASSWORD_VERIFIER',
  ],
  run: onOwnStage(
    async (target) => {
      const settings = { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } };
      const stage = await prepareStage(target, 'bench device', { settings, mfa: TOTP });
      return { ...stage, devices: await addDevices(stage) };
    },
    (stage, count) => {
      const deviceOf = (index: number) => stage.devices[index % stage.devices.length]!;
      const whoOf = (index: number) => ({ USERNAME: user(stage, index), DEVICE_KEY: deviceOf(index).DeviceKey });
      const exchanges = newExchanges(count);
      return driveSteps(stage, count, [
        ...srpSteps(stage, count, whoOf),
        (index, { Session }) => {
          const SRP_A = exchanges[index]!.A.toString(16);
          return respond(stage, 'DEVICE_SRP_AUTH', { ...whoOf(index), SRP_A }, Session);
        },
        (index, { ChallengeParameters, Session }) => {
          const { DeviceGroupKey: poolName, DeviceKey: userId } = deviceOf(index);
          const proof = prove(exchanges[index]!, ChallengeParameters, { poolName, userId });
          return respond(stage, 'DEVICE_PASSWORD_VERIFIER', { ...whoOf(index), ...proof }, Session);
        },
      ]);
    },
  ),
};

/** USER_AUTH with a passkey as the preferred challenge, which signs with P-256. */
export const passkey: Workload = {
  name: 'passkey',
  steps: ['InitiateAuth passkey', 'Respond WEB_AUTHN'],
  run: onOwnStage(
    async (target) => {
      const settings = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } };
      const mfa = { WebAuthnConfiguration: { RelyingPartyId: 'localhost' } };
      const stage = await prepareStage(target, 'bench passkey', { settings, mfa });
      return { ...stage, passkeys: await addPasskeys(stage) };
    },
    (stage, count) =>
      driveSteps(stage, count, [
        (index) => initiate(stage, 'USER_AUTH', { USERNAME: user(stage, index), PREFERRED_CHALLENGE: 'WEB_AUTHN' }),
        (index, { ChallengeParameters, Session }) => {
          const { challenge } = JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
          const CREDENTIAL = JSON.stringify(stage.passkeys[index % stage.passkeys.length]!.assert({ challenge }));
          return respond(stage, 'WEB_AUTHN', { USERNAME: user(stage, index), CREDENTIAL }, Session);
        },
      ]),
  ),
};

/** Returns a workload's `run` on a stage of its own, which is prepared in the first run on each target. */
function onOwnStage<S extends Stage>(
  prepareOwn: (target: Target) => Promise<S>,
  run: (stage: S, count: number) => ReturnType<Workload['run']>,
): Workload['run'] {
  const stages = new Map<Target, S>();
  return async ({ target }, count) => {
    const stage = stages.get(target) ?? (await prepareOwn(target));
    stages.set(target, stage);
    return run(stage, count);
  };
}

/** Sends a call with each of these access tokens, and returns the responses. */
async function withEach(
  { target }: Stage,
  tokens: Awaited<ReturnType<typeof someTokens>>,
  operation: string,
  inputOf: (index: number) => object = () => ({}),
) {
  const calls = tokens.map(({ AccessToken }, index) => prepare(target, operation, { AccessToken, ...inputOf(index) }));
  return (await drive(target, calls)).answers;
}

/** Registers a software token for each user who has signed in, and returns the secrets in base32. */
async function addSoftwareTokens(stage: Stage, tokens: Awaited<ReturnType<typeof someTokens>>) {
  const associated = await withEach(stage, tokens, 'AssociateSoftwareToken');
  const secrets: readonly string[] = associated.map(({ SecretCode }) => SecretCode);
  await withEach(stage, tokens, 'VerifySoftwareToken', (index) => ({ UserCode: codeAt(secrets[index]!, Date.now()) }));
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  await withEach(stage, tokens, 'SetUserMFAPreference', () => ({ SoftwareTokenMfaSettings }));
  return secrets;
}

/** Registers a software token and a device for each user. */
async function addDevices(stage: Stage) {
  const tokens = await someTokens(stage, stage.users.length);
  const devices = tokens.map(({ NewDeviceMetadata }) => NewDeviceMetadata!);
  await withEach(stage, tokens, 'ConfirmDevice', (index) => {
    const { DeviceGroupKey, DeviceKey } = devices[index]!;
    return { DeviceKey, DeviceSecretVerifierConfig: deviceSecret(DeviceGroupKey, DeviceKey, PASSWORD) };
  });
  await addSoftwareTokens(stage, tokens);
  return devices;
}

/** Registers a passkey for each user. */
async function addPasskeys(stage: Stage) {
  const tokens = await someTokens(stage, stage.users.length);
  const passkeys = stage.users.map(() => authenticator());
  const started = await withEach(stage, tokens, 'StartWebAuthnRegistration');
  await withEach(stage, tokens, 'CompleteWebAuthnRegistration', (index) => {
    const passkey = passkeys[index]!;
    const credential = passkey.register({ challenge: started[index].CredentialCreationOptions.challenge });
    // Browsers add the key in this form, and the floor server reads it instead of CBOR.
    const publicKey = passkey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
    return { Credential: { ...credential, response: { ...credential.response, publicKey } } };
  });
  return passkeys;
}
