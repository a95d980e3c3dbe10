import { readFileSync } from 'node:fs';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Deployment } from '#infra/config.ts';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { Ownpool } from '#infra/ownpool.ts';
import { ownpoolStack } from '#infra/stack.ts';

export const ROOT = new URL('../../', import.meta.url);

/** The CDK's flags as cdk.json sets them, without our own keys. */
function flags(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(new URL('cdk.json', ROOT), 'utf8')) as {
    readonly context: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(Object.entries(context).filter(([name]) => name.startsWith('@')));
}

function quickApp(): App {
  // The rules that the CDK itself checks at every synthesis take seconds, and its report would be among the tests' output;
  // `cdk synth` has a test of its own.
  const quick = {
    '@aws-cdk/core:validateAgainstDefaultRules': false,
    '@aws-cdk/core:annotationsInValidationReport': false,
  };
  return new App({ context: { ...flags(), ...quick } });
}

/** An app with a stack that holds an Ownpool. */
export function ownpoolApp(props: OwnpoolProps = {}, env: Environment = { region: 'us-east-1' }) {
  const app = quickApp();
  const stack = new Stack(app, 'Ownpool', { env });
  const ownpool = new Ownpool(stack, 'Ownpool', props);
  return { app, stack, ownpool };
}

/** The app of `cdk deploy`, in which a region may have a second stack. */
export function deployedApp(deployment: Partial<Deployment> = {}): App {
  const app = quickApp();
  const usual = { stackName: 'Ownpool', region: 'us-east-1', terminationProtection: true, props: {} };
  ownpoolStack(app, { ...usual, ...deployment });
  return app;
}

export type Resource = {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template has no types.
  readonly Properties: Readonly<Record<string, any>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
};

export type Synthesised = {
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Resources of a type, by logical id. */
  readonly of: (type: string) => readonly (Resource & { readonly id: string })[];
};

let plain: Synthesised | undefined;

/** The template of an Ownpool. The one of which nothing is chosen is made once for all. */
export function synthesised(props?: OwnpoolProps, env?: Environment): Synthesised {
  if (props || env) return templateOf(ownpoolApp(props, env).stack);
  plain ??= templateOf(ownpoolApp().stack);
  return plain;
}

/** The template of a stack; throws when its resources depend on each other in a circle. */
export function templateOf(stack: Stack): Synthesised {
  const template = Template.fromStack(stack);
  const resources = template.toJSON().Resources as Readonly<Record<string, Resource>>;
  return {
    template,
    resources,
    of: (type) =>
      Object.entries(resources).flatMap(([id, resource]) => (resource.Type === type ? [{ id, ...resource }] : [])),
  };
}

/** The only one of a type. */
export function only({ of }: Synthesised, type: string): Resource & { readonly id: string } {
  const found = of(type);
  if (found.length !== 1) throw new Error(`The template has ${found.length} of ${type}.`);
  return found[0]!;
}

/** The functions of infra/functions.ts, without what only looks at them or at their logs. */
export function serving({ of }: Synthesised): readonly Resource[] {
  return of('AWS::Lambda::Function').filter(({ Properties }) => Properties.Environment?.Variables.OWNPOOL_TABLE);
}

/** Logical ids that something refers to. */
export function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'Ref') return [String(inner)];
    if (name === 'Fn::GetAtt') return [String((inner as readonly string[])[0])];
    return references(inner);
  });
}
