import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTEXT, parseContext } from '#infra/config.ts';
import { DeploymentError } from '#infra/constructs/props.ts';
import { ROOT } from './synthesised.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000';
const WEB_ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/0a1b2c3d-0000-4000-8000-000000000000';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/mrk-0123';
const DOMAIN = { domain: 'auth.example.com', certificateArn: CERTIFICATE };
const RESTORED = { restoredTable: 'restored', ...DOMAIN };
const cdkJson = JSON.parse(readFileSync(new URL('cdk.json', ROOT), 'utf8'));

/** Contexts that can't be, each with the words that its only line must have. */
const WRONG: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['an unknown region', { region: 'eu-west-9' }, /^region "eu-west-9" is unknown .* such as .*eu-west-1/],
  ['no region at all', { region: 'moon' }, /^region "moon" .* such as us-east-1/],
  ['a region without CloudFront', { region: 'cn-north-1' }, /^region "cn-north-1"/],
  ['custom hosts without a certificate', { customHosts: ['login.example.org'] }, /^customHosts needs certificateArn/],
  ['a domain without a certificate', { domain: 'auth.example.com' }, /^domain needs certificateArn/],
  ['a certificate for nothing', { certificateArn: CERTIFICATE }, /^certificateArn has no host name.*give domain/],
  [
    'a certificate of another region',
    { domain: 'auth.example.com', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
    /^certificateArn is in eu-west-1: CloudFront accepts only certificates in us-east-1/,
  ],
  [
    'a malformed certificate',
    { domain: 'a.example.com', certificateArn: 'arn:aws:acm:x' },
    /^certificateArn must look/,
  ],
  ['a wildcard as domain', { domain: '*.example.com', certificateArn: CERTIFICATE }, /^domain must be a host name/],
  ['a URL as domain', { domain: 'https://a.example.com', certificateArn: CERTIFICATE }, /^domain must be a host name/],
  [
    'a host twice',
    { domain: 'a.example.com', customHosts: ['a.example.com'], certificateArn: CERTIFICATE },
    /^"a.example.com" is listed twice/,
  ],
  [
    'a host that *.domain covers',
    { domain: 'example.com', customHosts: ['a.example.com'], certificateArn: CERTIFICATE },
    /^customHosts names "a.example.com", which \*\.example\.com serves already/,
  ],
  ['a zone without a domain', { hostedZoneId: 'Z0123456789ABC' }, /^hostedZoneId needs domain/],
  [
    'a malformed zone',
    { domain: 'a.example.com', certificateArn: CERTIFICATE, hostedZoneId: 'example.com' },
    /^hostedZoneId must be/,
  ],
  [
    'a firewall elsewhere',
    { region: 'eu-west-1', waf: true },
    /^waf needs a stack in us-east-1, but this one is in eu-west-1:.*webAclArn/,
  ],
  ['sign-ups below WAF’s limit', { wafSignUpsPerAddress: 9 }, /^wafSignUpsPerAddress must be .* from 10 /],
  ['no SMS', { smsBudget: 0 }, /^smsBudget must be US dollars, 1 or more, not 0/],
  ['silence of a minute', { quietMinutes: 1 }, /^quietMinutes must be a whole number from 5 to 1440, not 1/],
  ['silence of days', { quietMinutes: 3000 }, /^quietMinutes must be a whole number from 5 to 1440/],
  ['a canary by name', { canary: 'Tweety' }, /^canary must be true or false/],
  ['a stack name beyond what fits', { stackName: 'a'.repeat(101) }, /^stackName must be up to 100 letters/],
  ['two firewalls', { waf: true, webAclArn: WEB_ACL }, /^waf and webAclArn exclude each other/],
  ['a regional web ACL', { webAclArn: WEB_ACL.replace('global', 'regional') }, /^webAclArn must look like/],
  [
    'a limit without a firewall',
    { waf: false, wafRequestsPerAddress: 100 },
    /^wafRequestsPerAddress needs a web ACL of the stack/,
  ],
  [
    'a limit where the stack has no firewall',
    { region: 'eu-west-1', wafSignUpsPerAddress: 100 },
    /^wafSignUpsPerAddress needs a web ACL of the stack/,
  ],
  [
    'a limit for a firewall of somebody else',
    { webAclArn: WEB_ACL, wafSignUpsPerAddress: 100 },
    /^wafSignUpsPerAddress needs a web ACL of the stack/,
  ],
  ['a limit below WAF’s', { waf: true, wafRequestsPerAddress: 1 }, /^wafRequestsPerAddress must be .* from 10 /],
  ['a budget that nobody hears of', { monthlyBudget: 100 }, /^monthlyBudget needs alarmEmail/],
  [
    'no budget',
    { monthlyBudget: 0, alarmEmail: 'a@example.com' },
    /^monthlyBudget must be US dollars, 1 or more, not 0/,
  ],
  ['a malformed address', { alarmEmail: 'nobody' }, /^alarmEmail must be an e-mail address/],
  ['catalogues that are nowhere', { catalogues: '/nowhere' }, /^catalogues: \/nowhere cannot be read \(ENOENT\)\.$/],
  ['a malformed sender', { mailFrom: 'Ownpool' }, /^mailFrom must be an address or/],
  ['a sender that no e-mail can be sent from', { mailFrom: 'a;b@example.com' }, /^mailFrom must be/],
  ['a sender that SES does not take', { mailFrom: 'J\u00fcrgen <j\u00fcrgen@example.com>' }, /^mailFrom must be/],
  ['a sender with a control character', { mailFrom: 'A\u0000 <a@example.com>' }, /^mailFrom must be/],
  ['a sender of two lines', { mailFrom: 'A\nBcc: b <a@example.com>' }, /^mailFrom must be/],
  ['a long SMS sender', { smsSenderId: 'OwnpoolAccounts' }, /^smsSenderId must be 1 to 11/],
  ['what is no name of a log group', { notificationLogGroups: ['a b'] }, /^notificationLogGroups must be names of log/],
  ['every log group', { notificationLogGroups: ['*'] }, /^notificationLogGroups must be names of log groups/],
  [
    "the log group of somebody else's function",
    { notificationLogGroups: ['/aws/lambda/x'] },
    /^notificationLogGroups names "\/aws\/lambda\/x", which belongs to a service of AWS/,
  ],
  [
    'very many log groups',
    { notificationLogGroups: Array.from({ length: 21 }, (_, number) => `errors-${number}`) },
    /^notificationLogGroups has 21 names: name 20 at most/,
  ],
  ['a name in place of an ARN', { triggerFunctions: ['sign-up'] }, /^triggerFunctions must be ARNs such as/],
  [
    'every function',
    { triggerFunctions: ['arn:aws:lambda:us-east-1:111122223333:function:*'] },
    /^triggerFunctions must be ARNs such as/,
  ],
  [
    'a function elsewhere',
    { triggerFunctions: ['arn:aws:lambda:eu-west-1:111122223333:function:a'] },
    /^triggerFunctions names arn:\S+, which is in eu-west-1, but the stack is in us-east-1: name a function in us-east-1\./,
  ],
  [
    'very many functions',
    {
      triggerFunctions: Array.from({ length: 26 }, (_, at) => `arn:aws:lambda:us-east-1:111122223333:function:f${at}`),
    },
    /^triggerFunctions has 26 ARNs: name 25 at most/,
  ],
  [
    'an alias of a key',
    { triggerKeys: ['arn:aws:kms:us-east-1:111122223333:alias/codes'] },
    /^triggerKeys must be ARNs such as .+ \(an alias is not possible\)/,
  ],
  [
    'very many keys',
    { triggerKeys: Array.from({ length: 11 }, (_, at) => `arn:aws:kms:eu-west-1:111122223333:key/${at}`) },
    /^triggerKeys has 11 ARNs: name 10 at most/,
  ],
  [
    'a pool of a host that is not listed',
    { hostPools: { 'login.example.org': 'us-east-1_AbCdEf123' } },
    /^hostPools names "login.example.org", which customHosts does not have/,
  ],
  [
    'what is no pool',
    { customHosts: ['login.example.org'], certificateArn: CERTIFICATE, hostPools: { 'login.example.org': 'people' } },
    /^hostPools of login.example.org must be the id of a pool/,
  ],
  ['a number as SMS sender', { smsSenderId: '12345' }, /^smsSenderId must be/],
  ['generation 0', { originSecret: 0 }, /^originSecret must be a whole number from 1/],
  ['half a generation', { originSecret: 1.5 }, /^originSecret must be a whole number/],
  ['a retention that CloudWatch lacks', { logRetentionDays: 10 }, /^logRetentionDays must be one of 1, 3, 5, 7, 14, /],
  ['an audit trail for good', { auditRetentionDays: 9999 }, /^auditRetentionDays must be one of 1, 3, 5, 7, 14, /],
  ['half of an address', { auditAddresses: 'half' }, /^auditAddresses must be one of whole, network, hash/],
  [
    'devices that are remembered for no day',
    { rememberedDeviceDays: 0 },
    /^rememberedDeviceDays must be a whole number/,
  ],
  ['metrics of no pool', { poolMetrics: ['us-east-1_a', 'mine'] }, /^poolMetrics must be the id of a pool .*"mine"/],
  [
    'metrics of many pools',
    { poolMetrics: Array.from({ length: 21 }, (_, n) => `us-east-1_${n}`) },
    /^poolMetrics has 21 pools: name 20 at most/,
  ],
  [
    'an unknown function',
    { provisionedConcurrency: { signin: 1 } },
    /^provisionedConcurrency names "signin": .*sign-in/,
  ],
  ['a warm jobs function', { provisionedConcurrency: { jobs: 1 } }, /^provisionedConcurrency names "jobs"/],
  ['none of a function', { provisionedConcurrency: { users: 0 } }, /^provisionedConcurrency of users must be/],
  [
    'less than a table begins with',
    { warmThroughput: { readUnits: 12_000, writeUnits: 1 } },
    /^warmThroughput writeUnits must be a whole number from 4000/,
  ],
  [
    'half a throughput',
    { warmThroughput: { readUnits: 20_000 } },
    /^warmThroughput writeUnits must be .* not undefined/,
  ],
  [
    'another unit',
    { warmThroughput: { readUnits: 12_000, writeUnits: 4_000, wcu: 1 } },
    /^warmThroughput has readUnits and writeUnits, not "wcu"/,
  ],
  ['no name of a table', { restoredTable: 'a b', ...DOMAIN }, /^restoredTable must be the name of a table, not "a b"/],
  [
    'a restored table whose issuers lead nowhere',
    { restoredTable: 'restored' },
    /^restoredTable without domain has .* issuers .* give the domain .* or set allowForeignIssuers to true/,
  ],
  [
    'a restored table with an empty permission',
    { restoredTable: 'restored', allowForeignIssuers: false },
    /^restoredTable without domain/,
  ],
  ['foreign issuers of no table', { allowForeignIssuers: true }, /^allowForeignIssuers is for a restoredTable/],
  [
    'foreign issuers at a domain',
    { restoredTable: 'restored', allowForeignIssuers: true, ...DOMAIN },
    /^allowForeignIssuers is for a restoredTable without domain: leave it out/,
  ],
  ["another key for the stack's own table", { keyArn: KEY }, /^keyArn needs restoredTable/],
  [
    'an alias',
    { ...RESTORED, keyArn: 'arn:aws:kms:us-east-1:111122223333:alias/ownpool' },
    /^keyArn must look like arn:aws:kms:eu-west-1:111122223333:key\/ID \(an alias is not possible\), not "arn:.*alias\/ownpool"/,
  ],
  ['an id for an ARN', { ...RESTORED, keyArn: 'mrk-0123' }, /^keyArn must look like/],
  [
    'a multi-Region key of another region',
    { ...RESTORED, region: 'eu-west-1', keyArn: KEY },
    /^keyArn is in us-east-1, but the stack is in eu-west-1: replicate .* arn:aws:kms:eu-west-1:111122223333:key\/mrk-0123\./,
  ],
  [
    'a key of another region that has no replicas',
    { ...RESTORED, region: 'eu-west-1', keyArn: KEY.replace('mrk-', '') },
    /^keyArn is in us-east-1, .* leave keyArn out and wrap the data keys anew \(npm run keyring\)/,
  ],
  [
    'a text for termination protection',
    { terminationProtection: 'off' },
    /^terminationProtection must be true or false/,
  ],
  ['no requests', { requestsPerSecond: 0 }, /^requestsPerSecond must be/],
  ['no burst', { burst: -1 }, /^burst must be/],
  ['a stack name with a blank', { stackName: 'My pool' }, /^stackName must be up to 100 letters/],
  ['a misspelt key', { custom_host: 'a' }, /^Unknown context key "custom_host" \(customHosts\?\)/],
  ['a key in other case', { DOMAIN: 'a' }, /^Unknown context key "DOMAIN" \(domain\?\)/],
  ['an unknown key', { somethingElse: 1 }, /^Unknown context key "somethingElse": correct or remove it\.$/],
  ['a text for a flag', { waf: 'yes' }, /^waf must be true or false, not "yes"/],
  ['a text for a number', { originSecret: 'two' }, /^originSecret must be a number, not "two"/],
  ['a number for a text', { domain: 5 }, /^domain must be a text, not 5/],
  ['a text for an object', { warmThroughput: 'lots' }, /^warmThroughput must be an object of numbers/],
  ['a list for an object', { provisionedConcurrency: [1] }, /^provisionedConcurrency must be an object of numbers/],
  ['broken JSON', { customHosts: '["a.example.com"' }, /^customHosts must be a list of texts/],
];

function problem(context: Readonly<Record<string, unknown>>): string {
  try {
    parseContext(context);
  } catch (error) {
    if (error instanceof DeploymentError) return error.message;
    throw error;
  }
  return '';
}

describe('context', () => {
  test('cdk.json as it is describes a deployment', () => {
    expect(parseContext(cdkJson.context)).toEqual({
      stackName: 'Ownpool',
      region: 'us-east-1',
      terminationProtection: true,
      props: { originSecret: 1, logRetentionDays: 90, deletionProtection: true },
    });
  });

  test.each(WRONG)('%s', (_, context, expected) => {
    const message = problem({ ...cdkJson.context, ...context });
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
    expect(message.endsWith('.')).toBe(true);
    expect(message.length).toBeLessThan(400);
  });

  test('names every problem at once', () => {
    const message = problem({ region: 'eu-west-9', domain: 'auth.example.com', monthlyBudget: 5 });
    for (const part of ['region "eu-west-9"', 'domain needs', 'monthlyBudget needs']) expect(message).toContain(part);
  });

  test('takes the texts of the command line for what they mean', () => {
    const given = {
      region: 'eu-west-1',
      stackName: 'Auth',
      domain: 'auth.example.com',
      certificateArn: CERTIFICATE,
      customHosts: 'login.example.org, sso.example.net',
      originSecret: '2',
      waf: 'false',
      deletionProtection: 'false',
      terminationProtection: 'false',
      restoredTable: 'ownpool-restored',
      keyArn: KEY.replace('us-east-1', 'eu-west-1'),
      mailFrom: 'Ownpool <no-reply@example.com>',
      notificationLogGroups: 'pools/errors, /aws/vendedlogs/pools',
      triggerFunctions:
        'arn:aws:lambda:eu-west-1:111122223333:function:a, arn:aws:lambda:eu-west-1:999999999999:function:b:live',
      triggerKeys: '["arn:aws:kms:eu-west-1:111122223333:key/0123"]',
      provisionedConcurrency: '{"sign-in": 5}',
      warmThroughput: '{"readUnits": 20000, "writeUnits": 8000}',
      alarmEmail: 'ops@example.com',
      monthlyBudget: '150.5',
    };
    expect(parseContext(given)).toEqual({
      region: 'eu-west-1',
      stackName: 'Auth',
      terminationProtection: false,
      props: {
        domain: 'auth.example.com',
        certificateArn: CERTIFICATE,
        customHosts: ['login.example.org', 'sso.example.net'],
        originSecret: 2,
        waf: false,
        deletionProtection: false,
        restoredTable: 'ownpool-restored',
        keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-0123',
        mailFrom: 'Ownpool <no-reply@example.com>',
        notificationLogGroups: ['pools/errors', '/aws/vendedlogs/pools'],
        triggerFunctions: [
          'arn:aws:lambda:eu-west-1:111122223333:function:a',
          'arn:aws:lambda:eu-west-1:999999999999:function:b:live',
        ],
        triggerKeys: ['arn:aws:kms:eu-west-1:111122223333:key/0123'],
        provisionedConcurrency: { 'sign-in': 5 },
        warmThroughput: { readUnits: 20_000, writeUnits: 8_000 },
        alarmEmail: 'ops@example.com',
        monthlyBudget: 150.5,
      },
    });
  });

  test('a restored table without a domain may keep its issuers, if that is said', () => {
    expect(parseContext({ restoredTable: 'restored', keyArn: KEY, allowForeignIssuers: 'true' }).props).toEqual({
      restoredTable: 'restored',
      keyArn: KEY,
      allowForeignIssuers: true,
    });
  });

  test('an empty text is no value, and the keys of the CDK are not ours', () => {
    const context = {
      domain: '',
      customHosts: '',
      waf: null,
      '@aws-cdk/x:y': true,
      'aws:cdk:z': 1,
      'cli-telemetry': false,
    };
    expect(parseContext(context)).toEqual({
      stackName: 'Ownpool',
      region: 'us-east-1',
      terminationProtection: true,
      props: {},
    });
  });

  test('whatever is given, the answer is a deployment or one line', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.jsonValue());
    const context = fc.dictionary(fc.constantFrom(...Object.keys(CONTEXT)), value);
    fc.assert(
      fc.property(context, (given) => {
        expect(problem(given)).not.toMatch(/[\r\n\u2028\u2029]/);
      }),
    );
  });

  test('docs/configuration.md describes every key', () => {
    const text = readFileSync(new URL('docs/configuration.md', ROOT), 'utf8');
    const section = text.slice(text.indexOf('## On AWS'));
    const described = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual(Object.keys(CONTEXT).sort());
  });
});

describe('the command of cdk.json', () => {
  const run = (context: Readonly<Record<string, unknown>>, environment: Readonly<Record<string, string>> = {}) => {
    const outdir = mkdtempSync(join(tmpdir(), 'ownpool-synth-'));
    try {
      const { status, stdout, stderr } = spawnSync(cdkJson.app, {
        cwd: ROOT,
        shell: true,
        encoding: 'utf8',
        // As the CDK's command gives its app context and a place for the result.
        env: {
          ...process.env,
          ...environment,
          CDK_OUTDIR: outdir,
          CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
        },
      });
      return { status, stdout, stderr, made: readdirSync(outdir) };
    } finally {
      rmSync(outdir, { recursive: true });
    }
  };

  test('takes the folder of catalogues from the environment as well, and checks it', () => {
    expect(run({}, { OWNPOOL_CATALOGUES: '/nowhere' })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'catalogues: /nowhere cannot be read (ENOENT).\n',
      made: [],
    });
  });

  test('ends with one line and makes nothing', () => {
    expect(run({ customHosts: 'login.example.org' })).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'customHosts needs certificateArn: request a certificate for the host names in us-east-1 and give its ARN.\n',
      made: [],
    });
    expect(run({ region: 'eu-wset-1' })).toMatchObject({
      status: 1,
      made: [],
      stderr: expect.stringMatching(/^region .*\n$/),
    });
  });
});
