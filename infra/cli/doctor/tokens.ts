import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { call, describeAnswer } from './call.ts';
import { Fault } from './fault.ts';
import type { Say } from './report.ts';

/** The sentence that says how to change the base of the issuer. */
export type Advice = string;

type Issued = {
  readonly IdToken: string;
  readonly AccessToken: string;
  readonly poolId: string;
  readonly clientId: string;
};

/**
 * Verifies the ID token and the access token as a resource server does, with the keys that the tokens' own issuer
 * publishes.
 */
export async function checkTokens(issued: Issued, advice: Advice, say: Say): Promise<void> {
  const { iss: issuer = '' } = decodeJwt(issued.IdToken);
  if (!URL.canParse(issuer) || !issuer.endsWith(`/${issued.poolId}`)) {
    throw new Fault(`The issuer in the tokens is "${issuer}", not a URL that ends with the pool's id. ${advice}`);
  }
  const keys = createRemoteJWKSet(await keysOf(issuer, advice), { timeoutDuration: 10_000 });
  const { payload: id } = await verify('ID', issued.IdToken, keys, issuer, issued.clientId);
  const { payload: access } = await verify('access', issued.AccessToken, keys, issuer);
  const wrong =
    id.token_use !== 'id' ||
    access.token_use !== 'access' ||
    access.client_id !== issued.clientId ||
    id.sub !== access.sub;
  if (wrong) throw new Fault('The claims token_use, client_id and sub of the two tokens do not fit together.');
  say(`verified with the keys of ${issuer}`);
}

async function keysOf(issuer: string, advice: Advice): Promise<URL> {
  const url = new URL(`${issuer}/.well-known/openid-configuration`);
  const answer = await call(url).catch((error: unknown) => {
    throw new Fault(`${(error as Error).message} It is the issuer in the tokens. ${advice}`);
  });
  const { issuer: named, jwks_uri: keys } = answer.json;
  if (answer.status !== 200 || typeof named !== 'string' || typeof keys !== 'string') {
    throw new Fault(
      `The issuer in the tokens leads to another server: ${url.href} is answered with ${describeAnswer(answer)}. ${advice}`,
    );
  }
  if (named !== issuer) {
    throw new Fault(`${url.href} says that the issuer is ${named}; the tokens say ${issuer}. ${advice}`);
  }
  // Libraries for Cognito look for the keys there, whatever the document says.
  if (keys !== `${issuer}/.well-known/jwks.json`) {
    throw new Fault(`${url.href} says that the keys are at ${keys}, not below the issuer: libraries won't find them.`);
  }
  return new URL(keys);
}

async function verify(what: string, token: string, keys: JWTVerifyGetKey, issuer: string, audience?: string) {
  try {
    return await jwtVerify(token, keys, { issuer, algorithms: ['RS256'], ...(audience && { audience }) });
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
      throw new Fault(
        `The ${what} token does not verify with the keys at ${issuer}: another deployment, or an old cache, answers there. Point the issuer's address to this deployment.`,
      );
    }
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
      throw new Fault(`The ${what} token is refused: ${error.message}. Are the clocks right?`);
    }
    throw new Fault(`The keys at ${issuer} can't be used: ${(error as Error).message}.`);
  }
}
