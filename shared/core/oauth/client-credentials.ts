import type { ClientCall } from '#core/call.ts';
import { type ClientToken, grantedScopes, issueClientToken, type ScopeProblem } from '#core/tokens/client-token.ts';
import { failOAuth } from './errors.ts';
import { type Parameters, wordsOf } from './parameters.ts';

/**
 * Returns the token of a machine (RFC 6749, section 4.4). Throws OAuthError, and what issueClientToken throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function clientCredentials(call: ClientCall, parameters: Parameters): Promise<ClientToken> {
  const clientMetadata = metadataOf(parameters);
  const scopes = await grantedScopes(call, wordsOf(parameters.scope), refuse);
  return issueClientToken({ ...call, ...(clientMetadata && { clientMetadata }) }, scopes);
}

const refuse = ({ problem }: ScopeProblem): never =>
  failOAuth(problem === 'unknown' ? 'invalid_scope' : 'invalid_grant');

/** Returns what the pool's function gets to see. It is JSON, and has only texts. */
function metadataOf({ aws_client_metadata: given }: Parameters): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  const metadata = jsonOf(given);
  const isTexts =
    typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata) &&
    Object.values(metadata).every((value) => typeof value === 'string');
  return isTexts ? (metadata as Readonly<Record<string, string>>) : failOAuth('invalid_request');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return failOAuth('invalid_request', undefined, { cause: error });
  }
}
