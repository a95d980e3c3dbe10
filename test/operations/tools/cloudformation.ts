import { expect } from 'vitest';
import type { TestApp } from '#test/app.ts';

/**
 * What CloudFormation does with Cognito's resources. The source of its handlers is not public. The calls are those whose
 * permissions the schemas of the resource types list for each handler. In which order it makes them is not known.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Cognito.html
 */

/** The properties of a resource, and what its handlers read. */
// biome-ignore lint/suspicious/noExplicitAny: properties are checked by the tests that read them
type Properties = Readonly<Record<string, any>>;
export type Template = Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
type Call = TestApp['call'];

type ResourceType = {
  /** Answers the id by which Ref names the resource. */
  readonly create: (call: Call, properties: Properties, logicalId: string) => Promise<string>;
  readonly read: (call: Call, id: string, properties: Properties) => Promise<Properties>;
  readonly update: (call: Call, id: string, properties: Properties, previous: Properties) => Promise<unknown>;
  readonly remove: (call: Call, id: string, properties: Properties) => Promise<unknown>;
};

/** The properties of a pool that are no members of CreateUserPool and UpdateUserPool, but of SetUserPoolMfaConfig. */
const MFA = [
  'EnabledMfas',
  'WebAuthnRelyingPartyID',
  'WebAuthnUserVerification',
  'WebAuthnFactorConfiguration',
  'EmailAuthenticationMessage',
  'EmailAuthenticationSubject',
] as const;

const without = (properties: Properties, ...names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/**
 * What CreateUserPool and UpdateUserPool get of a pool. They refuse MFA before SetUserPoolMfaConfig has turned on a
 * factor other than SMS, so MfaConfiguration goes with EnabledMfas where a template has them.
 */
const settingsOf = (properties: Properties): Properties =>
  without(properties, ...MFA, ...(properties.EnabledMfas ? ['MfaConfiguration'] : []));

/** Sets the MFA and passkeys of a pool. A template that names none of these properties leaves both as they are. */
async function setMfa(call: Call, UserPoolId: string, properties: Properties): Promise<void> {
  if (!MFA.some((name) => properties[name] !== undefined)) return;
  const { EnabledMfas: factors = [], MfaConfiguration, SmsConfiguration, SmsAuthenticationMessage } = properties;
  const passkeys = {
    RelyingPartyId: properties.WebAuthnRelyingPartyID,
    UserVerification: properties.WebAuthnUserVerification,
    FactorConfiguration: properties.WebAuthnFactorConfiguration,
  };
  const mail = { Message: properties.EmailAuthenticationMessage, Subject: properties.EmailAuthenticationSubject };
  const hasPasskeys = Object.values(passkeys).some((value) => value !== undefined);
  await call('SetUserPoolMfaConfig', {
    UserPoolId,
    MfaConfiguration,
    ...(factors.includes('SMS_MFA') && { SmsMfaConfiguration: { SmsConfiguration, SmsAuthenticationMessage } }),
    ...(factors.includes('SOFTWARE_TOKEN_MFA') && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(factors.includes('EMAIL_OTP') && { EmailMfaConfiguration: mail }),
    ...(hasPasskeys && { WebAuthnConfiguration: passkeys }),
  });
}

/**
 * The properties of a pool that GetUserPoolMfaConfig shows. The schema calls EnabledMfas a property that is only written,
 * so CloudFormation does not read it; it is read here because the pool must have the factors that the template names.
 */
function mfaOf(shown: Properties): Properties {
  const factors = {
    SMS_MFA: shown.SmsMfaConfiguration !== undefined,
    SOFTWARE_TOKEN_MFA: shown.SoftwareTokenMfaConfiguration?.Enabled,
    EMAIL_OTP: shown.EmailMfaConfiguration !== undefined,
  };
  return {
    EnabledMfas: Object.entries(factors).flatMap(([factor, isOn]) => (isOn ? [factor] : [])),
    EmailAuthenticationMessage: shown.EmailMfaConfiguration?.Message,
    EmailAuthenticationSubject: shown.EmailMfaConfiguration?.Subject,
    WebAuthnRelyingPartyID: shown.WebAuthnConfiguration?.RelyingPartyId,
    WebAuthnUserVerification: shown.WebAuthnConfiguration?.UserVerification,
    WebAuthnFactorConfiguration: shown.WebAuthnConfiguration?.FactorConfiguration,
  };
}

/** Those attributes that `asked` names, too. */
const named = (attributes: readonly Properties[], asked: readonly Properties[]): readonly Properties[] =>
  attributes.filter(({ Name }) => asked.some((attribute) => attribute.Name === Name));

const withoutPrefix = (attribute: Properties): Properties => ({
  ...attribute,
  Name: attribute.Name.replace(/^custom:/, ''),
});

const userPool: ResourceType = {
  async create(call, { UserPoolName, ...properties }, logicalId) {
    const { UserPool } = await call('CreateUserPool', {
      PoolName: UserPoolName ?? `${logicalId}-ABCDEFGHIJKL`,
      ...settingsOf(properties),
    });
    await setMfa(call, UserPool.Id, properties);
    return UserPool.Id;
  },
  async read(call, UserPoolId, { Schema = [] }) {
    const { UserPool } = await call('DescribeUserPool', { UserPoolId });
    const mfa = await call('GetUserPoolMfaConfig', { UserPoolId });
    expect(mfa.MfaConfiguration).toBe(UserPool.MfaConfiguration);
    return {
      ...UserPool,
      UserPoolName: UserPool.Name,
      Schema: named(UserPool.SchemaAttributes.map(withoutPrefix), Schema),
      ...mfaOf(mfa),
    };
  },
  async update(call, UserPoolId, { UserPoolName: PoolName, Schema = [], ...properties }, previous) {
    const fixed = ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'];
    await call('UpdateUserPool', { UserPoolId, PoolName, ...without(settingsOf(properties), ...fixed) });
    const known = (previous.Schema ?? []).map(({ Name }: Properties) => Name);
    const CustomAttributes = Schema.filter(({ Name }: Properties) => !known.includes(Name));
    if (CustomAttributes.length > 0) await call('AddCustomAttributes', { UserPoolId, CustomAttributes });
    const { UserPool } = await call('DescribeUserPool', { UserPoolId });
    const TagKeys = Object.keys(previous.UserPoolTags ?? {}).filter((key) => !(key in (properties.UserPoolTags ?? {})));
    if (TagKeys.length > 0) await call('UntagResource', { ResourceArn: UserPool.Arn, TagKeys });
    await setMfa(call, UserPoolId, properties);
  },
  remove: (call, UserPoolId) => call('DeleteUserPool', { UserPoolId }),
};

const userPoolClient: ResourceType = {
  async create(call, properties, logicalId) {
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      ClientName: `${logicalId}-abcdefghijkl`,
      ...properties,
    });
    return UserPoolClient.ClientId;
  },
  async read(call, ClientId, { UserPoolId }) {
    const { UserPoolClient } = await call('DescribeUserPoolClient', { UserPoolId, ClientId });
    return { ...UserPoolClient, GenerateSecret: UserPoolClient.ClientSecret !== undefined };
  },
  update: (call, ClientId, { GenerateSecret: _, ...properties }) =>
    call('UpdateUserPoolClient', { ClientId, ...properties }),
  remove: (call, ClientId, { UserPoolId }) => call('DeleteUserPoolClient', { UserPoolId, ClientId }),
};

const userPoolDomain: ResourceType = {
  async create(call, properties) {
    await call('CreateUserPoolDomain', properties);
    return properties.Domain;
  },
  async read(call, Domain) {
    const { DomainDescription } = await call('DescribeUserPoolDomain', { Domain });
    if (DomainDescription.Status === undefined) throw Object.assign(new Error(Domain), { name: 'NotFound' });
    expect(DomainDescription.Status).toBe('ACTIVE');
    return DomainDescription;
  },
  update: (call, _, properties) => call('UpdateUserPoolDomain', properties),
  remove: (call, Domain, { UserPoolId }) => call('DeleteUserPoolDomain', { UserPoolId, Domain }),
};

const userPoolGroup: ResourceType = {
  create: async (call, properties) => (await call('CreateGroup', properties)).Group.GroupName,
  read: async (call, GroupName, { UserPoolId }) => (await call('GetGroup', { UserPoolId, GroupName })).Group,
  update: (call, _, properties) => call('UpdateGroup', properties),
  remove: (call, GroupName, { UserPoolId }) => call('DeleteGroup', { UserPoolId, GroupName }),
};

const resourceServer: ResourceType = {
  create: async (call, properties) => (await call('CreateResourceServer', properties)).ResourceServer.Identifier,
  read: async (call, Identifier, { UserPoolId }) =>
    (await call('DescribeResourceServer', { UserPoolId, Identifier })).ResourceServer,
  update: (call, _, properties) => call('UpdateResourceServer', properties),
  remove: (call, Identifier, { UserPoolId }) => call('DeleteResourceServer', { UserPoolId, Identifier }),
};

const managedLoginBranding: ResourceType = {
  create: async (call, properties) =>
    (await call('CreateManagedLoginBranding', properties)).ManagedLoginBranding.ManagedLoginBrandingId,
  async read(call, ManagedLoginBrandingId, { UserPoolId, ClientId }) {
    const answer = await call('DescribeManagedLoginBranding', { UserPoolId, ManagedLoginBrandingId });
    // The style itself does not name its client.
    expect(await call('DescribeManagedLoginBrandingByClient', { UserPoolId, ClientId })).toEqual(answer);
    return { ...answer.ManagedLoginBranding, ClientId };
  },
  update: (call, ManagedLoginBrandingId, { ClientId: _, ...properties }) =>
    call('UpdateManagedLoginBranding', { ManagedLoginBrandingId, ...properties }),
  remove: (call, ManagedLoginBrandingId, { UserPoolId }) =>
    call('DeleteManagedLoginBranding', { UserPoolId, ManagedLoginBrandingId }),
};

const uiCustomization: ResourceType = {
  async create(call, properties) {
    await call('SetUICustomization', properties);
    return `UserPoolUICustomizationAttachment-${properties.UserPoolId}-${properties.ClientId}`;
  },
  async read(call, id, { UserPoolId, ClientId }) {
    const { UICustomization } = await call('GetUICustomization', { UserPoolId, ClientId });
    // A client without one of its own is shown that of ALL.
    if (UICustomization.ClientId !== ClientId) throw Object.assign(new Error(id), { name: 'NotFound' });
    return UICustomization;
  },
  update: (call, _, properties) => call('SetUICustomization', properties),
  remove: (call, _, { UserPoolId, ClientId }) => call('SetUICustomization', { UserPoolId, ClientId }),
};

const riskConfiguration: ResourceType = {
  async create(call, properties) {
    await call('SetRiskConfiguration', properties);
    return `UserPoolRiskConfigurationAttachment-${properties.UserPoolId}-${properties.ClientId}`;
  },
  async read(call, id, { UserPoolId, ClientId }) {
    const { RiskConfiguration } = await call('DescribeRiskConfiguration', { UserPoolId, ClientId });
    // That of the pool has no client, and a client without one of its own is shown it.
    const found = { ClientId: 'ALL', ...RiskConfiguration };
    const isOwn = found.ClientId === ClientId && found.LastModifiedDate !== undefined;
    if (!isOwn) throw Object.assign(new Error(id), { name: 'NotFound' });
    return found;
  },
  update: (call, _, properties) => call('SetRiskConfiguration', properties),
  remove: (call, _, { UserPoolId, ClientId }) => call('SetRiskConfiguration', { UserPoolId, ClientId }),
};

const terms: ResourceType = {
  create: async (call, properties) => (await call('CreateTerms', properties)).Terms.TermsId,
  read: async (call, TermsId, { UserPoolId }) => (await call('DescribeTerms', { UserPoolId, TermsId })).Terms,
  update: (call, TermsId, { ClientId: _, ...properties }) => call('UpdateTerms', { TermsId, ...properties }),
  remove: (call, TermsId, { UserPoolId }) => call('DeleteTerms', { UserPoolId, TermsId }),
};

const logDelivery: ResourceType = {
  async create(call, properties) {
    await call('SetLogDeliveryConfiguration', properties);
    return properties.UserPoolId;
  },
  async read(call, UserPoolId) {
    const { LogDeliveryConfiguration } = await call('GetLogDeliveryConfiguration', { UserPoolId });
    if (LogDeliveryConfiguration.LogConfigurations.length === 0) {
      throw Object.assign(new Error(UserPoolId), { name: 'NotFound' });
    }
    return LogDeliveryConfiguration;
  },
  update: (call, _, properties) => call('SetLogDeliveryConfiguration', properties),
  remove: (call, UserPoolId) => call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations: [] }),
};

/** CloudFormation puts another resource in the place of one of these when a property changes. */
const replaced: ResourceType['update'] = async (_, id, properties, previous) => {
  expect(properties, id).toEqual(previous);
};

const user: ResourceType = {
  create: async (call, properties) =>
    (await call('AdminCreateUser', { ...properties, MessageAction: 'SUPPRESS' })).User.Username,
  async read(call, Username, { UserPoolId, UserAttributes: asked }) {
    const { UserAttributes, ...rest } = await call('AdminGetUser', { UserPoolId, Username });
    return { ...rest, UserPoolId, UserAttributes: named(UserAttributes, asked) };
  },
  update: replaced,
  remove: (call, Username, { UserPoolId }) => call('AdminDeleteUser', { UserPoolId, Username }),
};

const userInGroup: ResourceType = {
  async create(call, properties) {
    await call('AdminAddUserToGroup', properties);
    return `${properties.UserPoolId}|${properties.GroupName}|${properties.Username}`;
  },
  async read(call, id, { UserPoolId, Username, GroupName }) {
    const { Groups } = await call('AdminListGroupsForUser', { UserPoolId, Username });
    const isIn = Groups.some((group: Properties) => group.GroupName === GroupName);
    if (!isIn) throw Object.assign(new Error(id), { name: 'NotFound' });
    return { UserPoolId, Username, GroupName };
  },
  update: replaced,
  remove: (call, _, properties) => call('AdminRemoveUserFromGroup', properties),
};

const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': userPoolClient,
  'AWS::Cognito::UserPoolDomain': userPoolDomain,
  'AWS::Cognito::UserPoolGroup': userPoolGroup,
  'AWS::Cognito::UserPoolResourceServer': resourceServer,
  'AWS::Cognito::ManagedLoginBranding': managedLoginBranding,
  'AWS::Cognito::UserPoolUICustomizationAttachment': uiCustomization,
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': riskConfiguration,
  'AWS::Cognito::Terms': terms,
  'AWS::Cognito::LogDeliveryConfiguration': logDelivery,
  'AWS::Cognito::UserPoolUser': user,
  'AWS::Cognito::UserPoolUserToGroupAttachment': userInGroup,
};

type Deployed = { readonly id: string; readonly properties: Properties };

/** A stack that a service has. */
export type Stack = {
  /** The id of each resource. */
  readonly ids: () => Readonly<Record<string, string>>;
  /** Creates what a template has and the stack has not, updates the rest, and deletes what the template has no more. */
  readonly deploy: (template: Template) => Promise<void>;
  /** What is read of each resource of the last template. */
  readonly read: () => Promise<Readonly<Record<string, Properties>>>;
  /** Deletes everything, and expects that nothing is there any more. */
  readonly remove: () => Promise<void>;
};

/** An empty stack of a service. */
export function stackOf({ call }: TestApp): Stack {
  const deployed = new Map<string, Deployed & { readonly type: ResourceType }>();
  const read = async () => {
    const found = [...deployed].map(async ([name, { type, id, properties }]) => {
      return [name, await type.read(call, id, properties)] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  };
  const drop = async (names: readonly string[]) => {
    for (const name of names) {
      const { type, id, properties } = deployed.get(name)!;
      deployed.delete(name);
      await type.remove(call, id, properties);
      await expect(type.read(call, id, properties), name).rejects.toMatchObject({ name: /NotFound/ });
    }
  };
  return {
    ids: () => Object.fromEntries([...deployed].map(([name, { id }]) => [name, id])),
    read,
    async deploy(template) {
      for (const name of inOrder(template)) {
        const { Type, Properties: given } = template[name]!;
        const properties = resolved(given, (ref) => deployed.get(ref)?.id) as Properties;
        const type = TYPES[Type]!;
        const before = deployed.get(name);
        const id = before?.id ?? (await type.create(call, properties, name));
        if (before) await type.update(call, id, properties, before.properties);
        deployed.set(name, { type, id, properties });
      }
      await drop([...deployed.keys()].filter((name) => !(name in template)).reverse());
      const found = await read();
      for (const [name, { properties }] of deployed) {
        expect(sorted(found[name]), name).toMatchObject(sorted(properties) as Properties);
      }
    },
    remove: () => drop([...deployed.keys()].reverse()),
  };
}

/** The names of the resources, each after those to which it refers. */
function inOrder(template: Template): readonly string[] {
  const order: string[] = [];
  const visit = (name: string) => {
    if (order.includes(name)) return;
    resolved(template[name]!, (ref) => {
      if (ref in template) visit(ref);
      return '';
    });
    order.push(name);
  };
  for (const name of Object.keys(template)) visit(name);
  return order;
}

/** A value of a template without its functions. `idOf` answers the id of a resource. */
function resolved(value: unknown, idOf: (name: string) => string | undefined): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, idOf));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Properties;
  if (Ref === 'AWS::Partition') return 'aws';
  if (Ref) return idOf(Ref);
  // The roles are no resources of Cognito. Nothing but their ARNs matters.
  if (attribute) return idOf(attribute[0]) || `arn:aws:iam::123456789012:role/${attribute[0]}`;
  if (join) return (resolved(join[1], idOf) as readonly string[]).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, idOf)]));
}

/** A value whose lists are sorted, because the order of no list of a template means anything. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const key = (entry: unknown) => JSON.stringify((entry as Properties | null)?.Name ?? entry);
    return value.map(sorted).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)]));
}
