import { createHash } from 'node:crypto';
import { type Answer, type Call, drive, prepare, type Response, send } from './load.ts';
import type { Target } from './process.ts';
import { driveSteps, PASSWORD, prepareStage, type Stage, user, type Workload } from './workloads.ts';

const CALLBACK = 'https://app.example.com/callback';
const SECRET = 'aSecretOfAMachine000000000000001';
const VERIFIER = 'a-verifier-of-43-characters-or-more-0123456789';

type Values = Readonly<Record<string, string>>;

/** A pool with a domain, an app client for its pages, and one for a machine. */
type Domain = { readonly stage: Stage; readonly base: string; readonly machineId: string };

const domains = new Map<Target, Promise<Domain>>();

/** Prepares a domain on a target, once. */
function domainOn({ target }: Stage): Promise<Domain> {
  const known = domains.get(target) ?? prepareDomain(target);
  domains.set(target, known);
  return known;
}

async function prepareDomain(target: Target): Promise<Domain> {
  const stage = await prepareStage(target, 'pages');
  const admin = (operation: string, input: object) =>
    send(target, prepare(target, operation, { UserPoolId: stage.poolId, ...input }, true));
  await admin('CreateUserPoolDomain', { Domain: 'bench', ManagedLoginVersion: 2 });
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'read' }];
  await admin('CreateResourceServer', { Identifier: 'api', Name: 'api', Scopes });
  const clientOf = async (settings: object): Promise<string> => {
    const { UserPoolClient } = await admin('CreateUserPoolClient', {
      ClientName: 'pages',
      AllowedOAuthFlowsUserPoolClient: true,
      ...settings,
    });
    return UserPoolClient.ClientId;
  };
  const clientId = await clientOf({
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'],
    SupportedIdentityProviders: ['COGNITO'],
    CallbackURLs: [CALLBACK],
  });
  const machineId = await clientOf({
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['api/read'],
    ClientSecret: SECRET,
  });
  return { stage: { ...stage, clientId }, base: '/d/bench', machineId };
}

/** Prepares a request with a form, or without one. */
function request(target: Target, method: string, path: string, form?: Values, more: Values = {}): Call {
  const body = form ? new URLSearchParams(form).toString() : '';
  const headers = {
    host: `127.0.0.1:${target.port}`,
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    'content-length': String(Buffer.byteLength(body)),
    ...more,
  };
  return { method, path, headers, body };
}

export const clientCredentials: Workload = {
  name: 'client_credentials',
  steps: ['/oauth2/token client_credentials'],
  async run(stage, count) {
    const { base, machineId } = await domainOn(stage);
    const authorization = `Basic ${Buffer.from(`${machineId}:${SECRET}`).toString('base64')}`;
    const form = { grant_type: 'client_credentials', scope: 'api/read' };
    const call = request(stage.target, 'POST', `${base}/oauth2/token`, form, { authorization });
    return [(await drive(stage.target, new Array<Call>(count).fill(call))).measured];
  },
};

/** Signs users in on the pages, and redeems the codes. */
export const login: Workload = {
  name: 'sign-in on the pages',
  steps: ['GET /login', 'POST /login', '/oauth2/token code'],
  async run(given, count) {
    const { stage, base } = await domainOn(given);
    const { target, clientId } = stage;
    const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid email',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const path = `${base}/login?${query}`;
    return driveSteps(stage, count, [
      () => ({ ...request(target, 'GET', path), read: formOf }),
      (index, { csrf, cookie }: Answer) => ({
        ...request(target, 'POST', path, { _csrf: csrf, username: user(stage, index), password: PASSWORD }, { cookie }),
        read: codeOf,
      }),
      (_, code: Answer) =>
        request(target, 'POST', `${base}/oauth2/token`, {
          grant_type: 'authorization_code',
          client_id: clientId,
          redirect_uri: CALLBACK,
          code,
          code_verifier: VERIFIER,
        }),
    ]);
  },
};

/** Returns what a browser sends with the form of a page. */
function formOf({ status, headers, text }: Response): Answer {
  const csrf = /name="_csrf" value="([^"]*)"/.exec(text)?.[1];
  if (csrf === undefined) throw new Error(`/login: ${status} ${text}`);
  const cookie = (headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  return { csrf, cookie };
}

/** Returns the code that a redirect has. */
function codeOf({ status, headers, text }: Response): Answer {
  const code = new URL(headers.location ?? 'none:').searchParams.get('code');
  return code ?? fail(`/login: ${status} ${text}`);
}

function fail(text: string): never {
  throw new Error(text);
}
