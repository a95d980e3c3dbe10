import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { isNeeded, isPermitted, NEVER_WRITABLE, PROFILE_SCOPE } from '#core/pools/schema.ts';
import { checkScopesExist, REGISTER_SCOPE } from '#core/resource-servers/scopes.ts';
import { checkFlows } from './check-flows.ts';
import { checkOAuth } from './check-oauth.ts';
import { type Client, type ClientSettings, isRegistered } from './client.ts';
import { checkTokenValidity } from './lifetimes.ts';

/** The values that the settings are checked against. */
type SettingsContext = {
  readonly pool: Pool;
  readonly hasSecret: boolean;
  readonly clientType?: Client['clientType'];
  /** This word goes into the error texts about attributes. */
  readonly doing: 'creating' | 'updating';
};

/**
 * Throws InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException or
 * FeatureUnavailableInTierException for settings that do not fit together or that the pool does not support.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export async function checkClientSettings(
  call: Call,
  settings: ClientSettings,
  context: SettingsContext,
): Promise<void> {
  const { pool, hasSecret, doing } = context;
  checkTokenValidity(settings);
  checkFlows(settings, pool);
  checkProviders(settings, pool);
  checkAttributes(settings, pool, doing);
  checkAnalytics(settings);
  if (settings.enablePropagateAdditionalUserContextData && !hasSecret) {
    fail(
      'InvalidParameterException',
      'Client Secret is required to set EnablePropagateAdditionalUserContextData as true',
    );
  }
  checkOAuth(settings, hasSecret);
  if (isRegistered(context) && settings.allowedOAuthScopes?.includes(REGISTER_SCOPE)) {
    fail('InvalidParameterException', `A dynamically registered client cannot have the scope ${REGISTER_SCOPE}.`);
  }
  await checkScopesExist(call, pool.id, settings.allowedOAuthScopes ?? []);
}

function checkProviders({ supportedIdentityProviders = [] }: ClientSettings, pool: Pool): void {
  const unknown = supportedIdentityProviders.find((name) => name !== 'COGNITO');
  if (unknown !== undefined) {
    fail('InvalidParameterException', `The provider ${unknown} does not exist for User Pool ${pool.id}.`);
  }
}

/** A list of writable attributes must include all that the pool requires, because otherwise nobody could sign up. */
function checkAttributes(settings: ClientSettings, pool: Pool, doing: SettingsContext['doing']): void {
  const names = new Set([...pool.schema.map((attribute) => attribute.name), PROFILE_SCOPE]);
  const { readAttributes: readable, writeAttributes: writable } = settings;
  if (readable && !readable.every((name) => names.has(name))) {
    fail('InvalidParameterException', `Invalid read attributes specified while ${doing} a client`);
  }
  const isRight = (list: readonly string[]) =>
    list.every((name) => names.has(name) && !NEVER_WRITABLE.has(name)) &&
    pool.schema.every((attribute) => !isNeeded(attribute) || isPermitted(list, attribute.name));
  if (writable && !isRight(writable)) {
    fail('InvalidParameterException', `Invalid write attributes specified while ${doing} a client`);
  }
}

function checkAnalytics({ analyticsConfiguration: analytics }: ClientSettings): void {
  if (!analytics) return;
  const { applicationArn, applicationId, roleArn, externalId } = analytics;
  const byArn = applicationArn && !applicationId && !roleArn && !externalId;
  const byId = !applicationArn && applicationId && roleArn;
  if (!byArn && !byId) {
    fail(
      'InvalidParameterException',
      'Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid',
    );
  }
}
