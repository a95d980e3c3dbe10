/** A small judge of IAM policies: what the templates of this project use, and an error for anything else. */
type Values = string | readonly string[];

export type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: Values;
  readonly Resource: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
};

export type IamRequest = {
  readonly action: string;
  readonly resource: string;
  /** Condition keys; a list for keys with many values. */
  readonly context?: Readonly<Record<string, Values>>;
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function isAllowedBy(statements: readonly Statement[], request: IamRequest): boolean {
  const matching = statements.filter((statement) => applies(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function applies({ Action, Resource, Condition = {} }: Statement, { action, resource, context = {} }: IamRequest) {
  const isMeant = list(Action).some((one) => like(one, action)) && list(Resource).some((one) => like(one, resource));
  return isMeant && Object.entries(Condition).every(([operator, tests]) => holds(operator, tests, context));
}

function holds(
  operator: string,
  tests: Readonly<Record<string, Values>>,
  context: Readonly<Record<string, Values>>,
): boolean {
  const [first, second] = operator.split(':') as [string, string?];
  const compare = { StringEquals: (a: string, b: string) => a === b, StringLike: like }[second ?? first];
  if (!compare || (second && !/^For(Any|All)Values?$/.test(first))) {
    throw new Error(`The judge does not know ${operator}.`);
  }
  return Object.entries(tests).every(([key, wanted]) => {
    const given = Object.hasOwn(context, key) ? list(context[key]!) : [];
    const matches = (value: string) => list(wanted).some((pattern) => compare(pattern, value));
    // If there are no values, all of them match.
    return first === 'ForAllValues' ? given.every(matches) : given.some(matches);
  });
}

function list(values: Values): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}

function like(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

/** A template, or what it holds. */
type Template = { readonly resources: Resources };

/** The statements of the role that a template gives to a function. */
export function statementsOf(template: Template, functionId: string): readonly Statement[] {
  const properties = template.resources[functionId]?.Properties;
  const role = /^(\w+)\.Arn$/.exec(String(resolved(properties?.Role)).replace('arn:of:', ''))?.[1];
  if (!role) throw new Error(`${functionId} has no role of the template.`);
  type Policy = { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };
  const inline = (template.resources[role]?.Properties?.Policies ?? []) as readonly Policy[];
  const attached = Object.values(template.resources)
    .filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties?.Roles).includes(`"${role}"`),
    )
    .map(({ Properties }) => Properties as unknown as Policy);
  return [...inline, ...attached].flatMap(
    (policy) => resolved(policy.PolicyDocument.Statement) as readonly Statement[],
  );
}

/** A value of a template with its references spelled out: `Ref` as the logical id, `GetAtt` as `arn:of:Id.Attribute`. */
export function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return String(inner);
  if (more.length === 0 && name === 'Fn::GetAtt') return `arn:of:${(inner as readonly string[]).join('.')}`;
  if (more.length === 0 && name === 'Fn::Join') {
    const [separator, parts] = inner as [string, readonly unknown[]];
    return (resolved(parts) as readonly string[]).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
}
