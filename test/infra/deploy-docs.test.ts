import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpResponse } from '#protocol/http.ts';
import { type Deployment, startDeployment } from '#test/deployment.ts';
import { startEdgeServer } from '#test/edge.ts';
import { only, ROOT, synthesised } from './synthesised.ts';

const DOCS = readFileSync(new URL('docs/deploy.md', ROOT), 'utf8');

/** The text under a heading, up to the next one of any level. */
function section(heading: string): string {
  const [, text = ''] = DOCS.split(`\n### ${heading}\n`);
  return text.split(/\n##+ /)[0]!;
}

describe('the first thing to try on a real account', () => {
  const text = section('The first thing to try');
  const command = /```sh\n(curl [\s\S]*?)```/.exec(text)?.[1] ?? '';
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!] as const);
  const body = /-d '([^']+)'/.exec(command)?.[1];
  /** The error of the n-th row of the table. */
  const expected = [...text.matchAll(/^\| `"__type":"(\w+)"`/gm)].map(([, name]) => name);

  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ judge: () => true, whenCalled: true });
  });
  afterAll(() => deployment?.close());

  const ask = async (endpoint: string) => {
    const answer = await fetch(endpoint, { method: 'POST', headers: headers.map(([...pair]) => pair), body });
    return (await answer.json()) as { readonly __type?: string; readonly message?: string };
  };

  it('is answered as the document says when the header arrives', async () => {
    const { __type, message } = await ask(deployment.endpoint);
    expect([__type, message]).toEqual([expected[0], expect.stringMatching(/^Signature expired: 20260101T000000Z/)]);
  });

  it('is answered as the document says when it does not', async () => {
    const server = await startEdgeServer(deployment.edge, async (name, { headers: arrived, ...event }) => {
      const { authorization, ...others } = arrived;
      expect(authorization).toContain('AWS4-HMAC-SHA256');
      return (await deployment.lambdas[name].invoke({ ...event, headers: others })) as HttpResponse;
    });
    const { __type } = await ask(server.endpoint);
    await server.close();
    expect(__type).toBe(expected[1]);
  });
});

it('the table that is imported into another account is the one of the stack', () => {
  const given = /--table-creation-parameters '([^']+)'/.exec(section('Into another account'))?.[1] ?? '';
  const { TableName, ...imported } = JSON.parse(given);
  const { Properties } = only(synthesised(), 'AWS::DynamoDB::GlobalTable');
  const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Properties;
  expect(imported).toEqual({ BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes });
  expect(TableName).toBe('ownpool-restored');
});
