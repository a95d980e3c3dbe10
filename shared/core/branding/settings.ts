import { cut, listed } from '#core/bounded-text.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { canHoldTime } from '#core/pools/schema.ts';
import { MOST_OWN, ownSettings } from './own-settings.ts';
import { isObject, type Node } from './settings-shape.ts';
import { SETTINGS } from './settings-table.ts';
import type { Settings } from './style.ts';

/**
 * Returns a document of settings once it is checked. Throws InvalidParameterException with Cognito's text, which lists
 * the first 20 members that do not exist (UnknownProperty) or have a wrong value (InvalidValue).
 */
export function checkedSettings(document: unknown): Settings {
  const problems = problemsOf(SETTINGS, document, '$');
  if (problems.length > 0) refuse(problems);
  const settings = document as Settings;
  if (JSON.stringify(settings.ownpool ?? {}).length > MOST_OWN) refuse([invalid('$.ownpool')]);
  return settings;
}

/**
 * Throws InvalidParameterException, in the words of checkedSettings, for settings that the pool does not allow: the time
 * of an acceptance needs a custom attribute that can hold it.
 */
export function checkForPool(pool: Pool, settings: Settings | undefined): void {
  const { attribute } = ownSettings({ ...(settings && { settings }) }).terms ?? {};
  if (attribute !== undefined && !canHoldTime(pool, attribute)) refuse([invalid('$.ownpool.terms.attribute')]);
}

function refuse(problems: readonly string[]): never {
  return fail('InvalidParameterException', `Invalid settings provided. Validation errors: [${listed(problems, ', ')}]`);
}

/** Returns all settings: those of the style, and the defaults of what it leaves out. */
export function mergedSettings(settings: Settings = {}): Settings {
  return merged(SETTINGS, settings) as Settings;
}

/**
 * Returns the setting at a path such as `components.form.borderRadius`: the one of the style, or the default where the
 * style has none or, being older than this code, has one that is not allowed.
 */
export function settingAt(settings: Settings, path: string): unknown {
  let node: Node | undefined = SETTINGS;
  let value: unknown = settings;
  for (const name of path.split('.')) {
    node = node && 'members' in node ? node.members[name] : undefined;
    value = isObject(value) ? value[name] : undefined;
  }
  if (!node || 'members' in node) throw new Error(`There is no setting ${path}.`);
  return node.accepts(value) ? value : node.fallback;
}

/** The longest path in an error, in UTF-16 units. */
const LONGEST_PATH = 200;

function problemsOf(node: Node, value: unknown, path: string): readonly string[] {
  if (!('members' in node)) return node.accepts(value) ? [] : [invalid(path)];
  if (!isObject(value)) return [invalid(path)];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(node.members, name) ? node.members[name] : node.others?.(name);
    const at = `${path}.${name}`;
    return inner ? problemsOf(inner, member, at) : [problem(at, 'UnknownProperty')];
  });
}

const problem = (path: string, errorType: string) => `{property: ${cut(path, LONGEST_PATH)}, errorType: ${errorType}}`;
const invalid = (path: string) => problem(path, 'InvalidValue');

function merged(node: Node, value: unknown): unknown {
  if (!('members' in node)) return value ?? node.fallback;
  const given = (value ?? {}) as Settings;
  const own = Object.entries(node.members).map(([name, inner]) => [name, merged(inner, given[name])]);
  return { ...given, ...Object.fromEntries(own) };
}
