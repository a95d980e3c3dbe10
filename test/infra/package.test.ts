import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { DeploymentError, Ownpool } from '#infra/index.ts';
import { bareEnvironment, root, SLOW, workDirectory } from './cdk-synth.ts';

const work = workDirectory();

describe('the construct in an app of somebody else', () => {
  test(
    'is imported by the name of the package',
    () => {
      const app = join(work(), 'app');
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
