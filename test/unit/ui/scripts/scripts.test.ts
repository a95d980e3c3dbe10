import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { STYLE } from '#ui/style.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/ui/scripts');

const modules = await Promise.all(
  readdirSync(FOLDER).map(async (file) => (await import(join(FOLDER, file))) as Record<string, string>),
);
const SCRIPTS = modules
  .flatMap((module) => Object.entries(module))
  .filter(([name]) => name !== 'SCRIPT_STYLE' && name !== 'RULE_CHECKS');

describe('the scripts of the pages', () => {
  it('are all looked at', () => {
    expect(SCRIPTS.map(([name]) => name).sort()).toEqual([
      'CODE_FIELD',
      'COPY',
      'PASSKEY_OFFER',
      'PASSKEY_SCRIPT',
      'PASSWORD_RULES',
      'RESEND_TIMER',
      'SEND_ONCE',
      'SHOW_PASSWORD',
    ]);
  });

  it.each(SCRIPTS)('%s is a script, strict, and leaves nothing behind for others', (_, script) => {
    expect(() => new Script(script)).not.toThrow();
    expect(script).toMatch(/^'use strict';\n(\{\n|for \(const |if \()/);
    expect(script).toMatch(/\n\}\n$/);
    // Only what stands at the beginning of a line could be seen by other scripts.
    expect(script).not.toMatch(/^(const|let|var|function|class) /m);
  });

  it.each(SCRIPTS)('%s cannot end its element, and makes no markup of texts', (_, script) => {
    expect(script).not.toMatch(/<\/|<!--|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|\.style\b/);
  });

  it('give elements only classes that have a style', () => {
    const classes = SCRIPTS.flatMap(([, script]) => [...script.matchAll(/className = ([^;]*);/g)])
      .flatMap(([, value = '']) => [...value.matchAll(/'([^']+)'/g)])
      .map(([, name]) => name);
    expect(classes).toContain('unseen');
    // Those of Cognito are there for the CSS of administrators.
    const ours = classes.filter((name) => !name?.endsWith('-customizable'));
    expect(ours.filter((name) => !STYLE.includes(`.${name}`))).toEqual([]);
  });
});
