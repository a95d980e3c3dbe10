import { CognitoIdentityProviderClient, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { clientConfig } from '#adapters/aws/client-config.ts';
import { callOperation, describeAnswer } from './call.ts';
import { Fault } from './fault.ts';
import type { Report } from './report.ts';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** The values that direct an SDK to the examined deployment. */
export type ApiAccess = { readonly endpoint: URL; readonly region: string; readonly credentials: Credentials };

/** The names of a doctor's pools begin with this and end with random characters. */
export const POOL_PREFIX = 'ownpool-doctor-';
const MAX_PAGES = 50;

const FORGED_HEADERS = {
  'x-ownpool-host': 'forged.example',
  'x-ownpool-path': '/forged',
  'x-ownpool-address': '192.0.2.1',
  'x-ownpool-origin': 'forged',
};

/**
 * Creates the client of the official SDK, with one attempt per call. The SDK finds what is not given in the environment
 * and the profile.
 */
export function createApi({ endpoint, ...given }: Partial<ApiAccess>): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    ...clientConfig({}),
    ...given,
    ...(endpoint && { endpoint: endpoint.href }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}

/**
 * Checks that a correct signature is let in, that a wrong one and a missing one are refused, and that private headers
 * of the viewer change nothing.
 */
export async function checkSignature(access: ApiAccess, report: Report): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken } = access.credentials;
  const pools = await report.must('signature', async (say) => {
    if (sessionToken) {
      throw new Fault(
        `The credentials ${accessKeyId} are temporary ones of AWS, with a session token. Ownpool takes only access keys of its own (npm run access-key -- create).`,
      );
    }
    const found = await doctorPools(access);
    say(`a call signed by ${accessKeyId} is let in`);
    return found;
  });
  for (const { Id, Name } of pools) {
    report.warn(
      'leftover',
      `The pool ${Id} (${Name}) was made by a doctor that did not finish. ${howToDelete(Id, access)}`,
    );
  }
  await report.may('forgery', async (say) => {
    await refusesWrongSignature({ ...access, credentials: { accessKeyId, secretAccessKey: `${secretAccessKey}x` } });
    await refusesUnsigned(access.endpoint);
    await ignoresPrivateHeaders(access);
    say('wrong signatures and none are refused, private headers have no effect');
  });
}

/** Returns the disposable pools that exist, whoever made them. */
export async function doctorPools(access: ApiAccess): Promise<{ readonly Id: string; readonly Name: string }[]> {
  const api = createApi(access);
  const found: { Id: string; Name: string }[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await api.send(new ListUserPoolsCommand({ MaxResults: 60, NextToken }));
    for (const { Id, Name = '' } of answer.UserPools ?? []) {
      if (Name.startsWith(POOL_PREFIX)) found.push({ Id: poolIdOf(Id), Name });
    }
    NextToken = answer.NextToken;
    if (!NextToken) break;
  }
  return found;
}

/**
 * Returns an id from a server's answer if it is fit for a command that a person may copy. Throws Fault for any other
 * text.
 */
export function poolIdOf(answered = ''): string {
  if (/^\w[\w-]{0,54}$/.test(answered)) return answered;
  throw new Fault(
    `The server gives ${JSON.stringify(answered.slice(0, 60))} as the id of a pool, which it is not: this is not an Ownpool. Correct the address.`,
  );
}

/** Returns the sentence that says how to delete a pool by hand. */
export function howToDelete(poolId: string, { endpoint, region }: ApiAccess): string {
  return `Delete it: aws cognito-idp delete-user-pool --user-pool-id ${poolId} --region ${region} --endpoint-url ${endpoint.origin}`;
}

async function refusesWrongSignature(access: ApiAccess): Promise<void> {
  const outcome = await createApi(access)
    .send(new ListUserPoolsCommand({ MaxResults: 1 }))
    .then(
      () => 'let in',
      (error: Error) => error.name,
    );
  if (outcome === 'InvalidSignatureException') return;
  if (outcome !== 'let in') throw new Fault(`A call with a wrong signature is answered with ${outcome}, not refused.`);
  throw new Fault(
    'A call with a WRONG SIGNATURE is let in: anybody is an administrator here. Take this service off the network.',
  );
}

async function refusesUnsigned(endpoint: URL): Promise<void> {
  const answer = await callOperation(endpoint, 'ListUserPools', { MaxResults: 1 });
  if (answer.json.__type === 'MissingAuthenticationTokenException') return;
  if (answer.status !== 200) {
    throw new Fault(`An unsigned ListUserPools is answered with ${describeAnswer(answer)}, not refused as unsigned.`);
  }
  throw new Fault(
    'A call WITHOUT SIGNATURE is let in: anybody is an administrator here. Take this service off the network.',
  );
}

/**
 * The edge tells the functions the viewer's host in private headers. A viewer who could set these headers could forge
 * the host.
 */
async function ignoresPrivateHeaders(access: ApiAccess): Promise<void> {
  const api = createApi(access);
  api.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { readonly headers: Record<string, string> }).headers, FORGED_HEADERS);
      return next(args);
    },
    // The headers are added after the signature, which would otherwise cover them.
    { step: 'finalizeRequest', priority: 'low', name: 'forgedHeaders' },
  );
  try {
    await api.send(new ListUserPoolsCommand({ MaxResults: 1 }));
  } catch (error) {
    throw new Fault(
      `With x-ownpool-* headers of the viewer the same call is answered with ${(error as Error).name}: the edge does not overwrite them. Deploy the edge again; a proxy of yours must remove them.`,
    );
  }
}
