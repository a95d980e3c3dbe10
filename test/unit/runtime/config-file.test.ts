import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isWithin } from '#adapters/http/address.ts';
import { readConfigFile } from '#runtime/config-file.ts';
import { ConfigError } from '#runtime/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'ownpool-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:sign-up';

const file = (content: unknown) => {
  const path = join(folder, 'ownpool.config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

mkdirSync(join(folder, 'triggers'));
for (const name of ['triggers/sign-up.mjs', 'one.ts', 'two.cjs']) writeFileSync(join(folder, name), '');

describe('readConfigFile', () => {
  it('knows what stands for each function, with paths that begin at the file', () => {
    const { triggers, allowedNetworks } = readConfigFile(
      file({
        triggers: {
          'sign-up': './triggers/sign-up.mjs#preSignUp',
          other_1: 'one.ts',
          [`${ARN}:live`]: join(folder, 'two.cjs#default'),
          web: 'https://functions.example.com/a?token=b',
          near: 'http://127.0.0.1:3000/a',
          nearer: 'http://localhost:3000/',
          nearest: 'http://[::1]/',
        },
        allowedNetworks: ['10.1.0.0/16'],
      }),
    );
    const module = (name: string, exportName: string) => ({ kind: 'module', path: join(folder, name), exportName });
    const web = (url: string) => ({ kind: 'url', url });
    expect(triggers).toEqual({
      'sign-up': module('triggers/sign-up.mjs', 'preSignUp'),
      other_1: module('one.ts', 'handler'),
      [`${ARN}:live`]: module('two.cjs', 'default'),
      web: web('https://functions.example.com/a?token=b'),
      near: web('http://127.0.0.1:3000/a'),
      nearer: web('http://localhost:3000/'),
      nearest: web('http://[::1]/'),
    });
    expect(isWithin(allowedNetworks, '10.1.2.3')).toBe(true);
    expect(isWithin(allowedNetworks, '10.2.2.3')).toBe(false);
  });

  it('needs no file unless one is named', () => {
    expect(readConfigFile(undefined)).toEqual({ triggers: {}, allowedNetworks: [] });
    expect(() => readConfigFile('/nonexistent/a.json')).toThrow(
      '/nonexistent/a.json cannot be read (ENOENT): correct OWNPOOL_CONFIG.',
    );
  });

  it.each([
    ['{', /is not JSON: /],
    ['[]', /must have an object, such as \{"triggers": \{\}\}\.$/],
    ['null', /must have an object/],
    [{ trigger: {} }, /: "trigger" is unknown: the members are triggers and allowedNetworks\.$/],
    [{ triggers: [] }, /triggers must be an object with the ARN or name of each function/],
    [{ triggers: 'a' }, /triggers must be an object/],
    [{ triggers: { 'a b': 'one.ts' } }, /A name in triggers must be the ARN or the name of a function, not "a b"\.$/],
    [{ triggers: { 'arn:aws:sqs:us-east-1:123456789012:a': 'one.ts' } }, /A name in triggers must be/],
    [{ triggers: { a: 1 } }, /triggers of a must be a module with its handler, .+ or an http or https URL, not 1\.$/],
    [{ triggers: { a: 'one' } }, /triggers of a must be a module/],
    [{ triggers: { a: 'one.ts#a.b' } }, /triggers of a must be a module/],
    [{ triggers: { a: 'ftp://a.example.com/one.js' } }, /triggers of a must be a module/],
    [{ triggers: { a: 'none.mjs' } }, /triggers of a names \S+none\.mjs, which is not a file: correct the path/],
    [{ triggers: { a: 'triggers' } }, /triggers of a must be a module/],
    [
      { triggers: { a: 'http://functions.example.com/' } },
      /must begin with https:\/\/, because functions\.example\.com/,
    ],
    [{ triggers: { a: 'https://ada:secret@a.example.com/' } }, /must be a URL without user and password\.$/],
    [{ allowedNetworks: ['0.0.0.0/0'] }, /allowedNetworks must be a list of texts, each a private address or network/],
    [{ allowedNetworks: ['169.254.169.254'] }, /allowedNetworks must be/],
    [{ allowedNetworks: '10.0.0.0/7' }, /allowedNetworks must be/],
  ])('refuses %j', (content, message) => {
    const path = file(content);
    const read = () => readConfigFile(path);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow(new RegExp(`^${path.replaceAll('.', '\\.')}`));
    expect(read).not.toThrow('secret');
  });

  it('names everything that is wrong, a line for each', () => {
    const path = file({ triggers: { a: 1, b: 'none.mjs' }, more: 1 });
    expect(() => readConfigFile(path)).toThrow(
      /^[^\n]+"more"[^\n]+\n[^\n]+triggers of a [^\n]+\n[^\n]+triggers of b [^\n]+$/,
    );
  });
});
