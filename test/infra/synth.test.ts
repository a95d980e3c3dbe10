import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunction } from '#infra/bundle.ts';
import { DeploymentError, Ownpool } from '#infra/index.ts';
import { ROOT } from './synthesised.ts';

const SLOW = 240_000;
const root = fileURLToPath(ROOT);

/** No credentials, no region, no home with either, and no way out: a proxy at which nobody listens. */
function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|OWNPOOL_|CI$)/.test(name));
  const proxy = 'http://127.0.0.1:9';
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

let work: string;
beforeAll(() => {
  // The network is needed once, for argon2's module.
  bundleFunction('sign-in');
  work = mkdtempSync(join(tmpdir(), 'ownpool-cdk-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The files of a synthesis, without the times that it took. */
function files(directory: string): Readonly<Record<string, string>> {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found
      .filter(({ name }) => name !== 'performance-counters.json')
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(directory.length), readFileSync(path).toString('base64')];
      }),
  );
}

describe('cdk synth', () => {
  const synth = async (name: string, context: Readonly<Record<string, string>> = {}) => {
    const output = join(work, name);
    const home = join(work, `home-${name}`);
    mkdirSync(home);
    const given = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const { stdout, stderr } = await promisify(execFile)(
      join(root, 'node_modules/.bin/cdk'),
      ['synth', '--output', output, ...given],
      { cwd: root, env: bareEnvironment(home), maxBuffer: 1 << 24 },
    );
    return { stdout, warnings: stderr.match(/^WARNING .*$/gm) ?? [], files: files(output) };
  };
  const templates = (made: Readonly<Record<string, string>>) =>
    Object.keys(made)
      .filter((name) => name.endsWith('.template.json'))
      .sort();

  test(
    'without credentials, network and Docker gives the same output twice',
    async () => {
      const first = await synth('first');
      const second = await synth('second');
      expect(first.stdout).toContain('OwnpoolEndpoint');
      expect(second.stdout).toBe(first.stdout);
      expect(Object.keys(second.files)).toEqual(Object.keys(first.files));
      for (const [path, content] of Object.entries(first.files))
        expect(second.files[path] === content, path).toBe(true);
      expect(templates(first.files)).toEqual(['/Ownpool.template.json']);
      expect(first.warnings).toEqual([
        'WARNING Nobody gets the alarms of the stack Ownpool: set alarmEmail. (Annotation)',
      ]);
    },
    SLOW,
  );

  test(
    'does so with what can be chosen, and warns of nothing when somebody is told of the alarms',
    async () => {
      const chosen = {
        alarmEmail: 'ops@example.com',
        waf: 'false',
        canary: 'true',
        quietMinutes: '60',
        smsBudget: '20',
      };
      const { warnings, files: made } = await synth('chosen', chosen);
      expect(warnings).toEqual([]);
      expect(templates(made)).toEqual(['/Ownpool.template.json']);
    },
    SLOW,
  );

  test(
    'makes a second stack for the edge outside us-east-1',
    async () => {
      const { warnings, files: made } = await synth('europe', { region: 'eu-west-1', canary: 'true' });
      expect(templates(made)).toEqual(['/Ownpool-edge-eu-west-1.template.json', '/Ownpool.template.json']);
      expect(warnings).toHaveLength(2);
    },
    SLOW,
  );

  test(
    'takes the table and the key of an earlier stack, and looks neither of them up',
    async () => {
      const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/mrk-0123';
      const context = { restoredTable: 'ownpool-restored', keyArn, allowForeignIssuers: 'true' };
      const { files: made } = await synth('restored', context);
      const template = JSON.parse(Buffer.from(made['/Ownpool.template.json']!, 'base64').toString());
      expect([template.Outputs.OwnpoolTable.Value, template.Outputs.OwnpoolKey.Value]).toEqual([
        'ownpool-restored',
        keyArn,
      ]);
    },
    SLOW,
  );
});

describe('the construct in an app of somebody else', () => {
  test(
    'is imported by the name of the package',
    () => {
      const app = join(work, 'app');
      mkdirSync(join(app, 'node_modules'), { recursive: true });
      symlinkSync(root, join(app, 'node_modules/ownpool'));
      symlinkSync(join(root, 'node_modules/aws-cdk-lib'), join(app, 'node_modules/aws-cdk-lib'));
      writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
      const code = (props: string) => `
        import { App, Fn, Stack } from 'aws-cdk-lib';
        import { EdgeAlarms, Ownpool } from 'ownpool';
        const app = new App({ outdir: 'out' });
        const stack = new Stack(app, 'Identity', { env: { region: 'eu-west-1' } });
        const ownpool = new Ownpool(stack, 'Users', ${props});
        console.log(ownpool.publicUrl.startsWith('https://'));
        new EdgeAlarms(new Stack(app, 'IdentityEdge', { env: { region: 'us-east-1' } }), 'EdgeAlarms', {
          distributionId: Fn.getStackOutput('Identity', 'OwnpoolEdgeId', 'eu-west-1'),
          routerName: ownpool.edge.routerName,
        });
        app.synth();`;
      const run = (props: string) => {
        writeFileSync(join(app, 'app.ts'), code(props));
        return spawnSync(process.execPath, ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), 'app.ts'], {
          cwd: app,
          encoding: 'utf8',
          env: bareEnvironment(app),
        });
      };
      const { status, stdout, stderr } = run("{ mailFrom: 'a@example.com' }");
      expect(stderr).toBe('');
      expect({ status, stdout }).toEqual({ status: 0, stdout: 'true\n' });
      const template = JSON.parse(readFileSync(join(app, 'out/Identity.template.json'), 'utf8'));
      expect(template.Outputs.OwnpoolRegion.Value).toBe('eu-west-1');
      expect(template.Outputs.OwnpoolEdgeId).toBeDefined();
      expect(readFileSync(join(app, 'out/IdentityEdge.template.json'), 'utf8')).toContain('"OwnpoolEdgeId"');
      const wrong = run('{ waf: true }');
      expect(wrong.status).toBe(1);
      expect(wrong.stderr).toContain('waf needs a stack in us-east-1, but this one is in eu-west-1');
    },
    SLOW,
  );

  test('there is one in a stack, and it refuses what contradicts itself', () => {
    const stack = new Stack(new App(), 'Identity', { env: { region: 'us-east-1' } });
    expect(() => new Ownpool(stack, 'A', { domain: 'auth.example.com' })).toThrow(DeploymentError);
    expect(() => new Ownpool(new Stack(new App(), 'Any'), 'A', { waf: true })).toThrow(
      /but this one is in an unknown region/,
    );
    const full = new Stack(new App(), 'Full', { env: { region: 'us-east-1' } });
    new Ownpool(full, 'A');
    expect(() => new Ownpool(full, 'B')).toThrow('The stack Full has two Ownpools: give each a stack of its own.');
  });
});
