import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { McpServer as SdkServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { HostedPool } from './hosted-pool.ts';

/** A server of the Model Context Protocol with one tool, which tells who calls it. */
export type McpServer = { readonly url: string; readonly close: () => Promise<void> };

/**
 * Starts a server that trusts the pool: it takes access tokens that the pool has issued for it.
 * https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization
 */
export async function startMcpServer({ issuer }: HostedPool): Promise<McpServer> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const url = `${origin}/mcp`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // RFC 9728
    if (request.url === '/.well-known/oauth-protected-resource/mcp') {
      const metadata = { resource: url, authorization_servers: [issuer], scopes_supported: ['openid', 'email'] };
      return void response.setHeader('Content-Type', 'application/json').end(JSON.stringify(metadata));
    }
    const caller = await callerOf(request);
    if (request.url === '/mcp' && caller !== undefined) return serve(caller, request, response);
    const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
    response.writeHead(401, { 'WWW-Authenticate': `Bearer resource_metadata="${metadata}"` }).end();
  }

  async function callerOf({ headers: { authorization = '' } }: IncomingMessage): Promise<string | undefined> {
    const token = authorization.replace(/^Bearer /, '');
    const verified = await jwtVerify(token, keys, { issuer, audience: url }).catch(() => undefined);
    return verified && String(verified.payload.username);
  }

  return {
    url,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(caller: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const mcp = new SdkServer({ name: 'test', version: '1.0.0' });
  mcp.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: caller }] }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await mcp.connect(transport);
  await transport.handleRequest(request, response);
}

/** What an app keeps of its authorization, in memory. */
export function memoryProvider(callback: string) {
  const state = randomUUID();
  let information: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = '';
  let request: URL | undefined;
  return {
    redirectUrl: callback,
    clientMetadata: {
      client_name: 'MCP test',
      redirect_uris: [callback],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => state,
    clientInformation: () => information,
    saveClientInformation: (given) => {
      information = given;
    },
    tokens: () => tokens,
    saveTokens: (given) => {
      tokens = given;
    },
    codeVerifier: () => verifier,
    saveCodeVerifier: (given) => {
      verifier = given;
    },
    redirectToAuthorization: (url) => {
      request = url;
    },
    /** Where the app has sent its user. */
    request: (): URL => {
      if (!request) throw new Error('Nobody was asked to sign in.');
      return request;
    },
  } satisfies OAuthClientProvider & { readonly request: () => URL };
}
