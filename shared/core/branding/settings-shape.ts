import type { Settings } from './style.ts';

/** The shapes of which the settings of a branding style are put together (settings-table.ts). */

export type Leaf = { readonly fallback: unknown; readonly accepts: (value: unknown) => boolean };
export type Group = {
  readonly members: Readonly<Record<string, Node>>;
  /** Returns what a member with another name must be, or undefined where there is none of that name. */
  readonly others?: (name: string) => Node | undefined;
};
export type Node = Leaf | Group;

/** Tells whether a JSON value is an object. */
export const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Makes the shape of an object with these members, and others if there is a shape for them. */
export const group = (members: Group['members'], others?: Group['others']): Group => ({
  members,
  ...(others && { others }),
});

/** Makes the shape of a color: RRGGBBAA in hexadecimal digits. */
const color = (fallback: string): Leaf => ({
  fallback,
  accepts: (value) => typeof value === 'string' && /^[0-9a-f]{8}$/i.test(value),
});

/** Makes the shape of the radius of a border, in pixels. */
export const radius = (fallback: number): Leaf => ({
  fallback,
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= 9999,
});

/** Makes the shape of a Boolean. */
export const flag = (fallback: boolean): Leaf => ({ fallback, accepts: (value) => typeof value === 'boolean' });

/** Makes the shape of a text that is one of several, the first of which is the default. */
export const oneOf = (fallback: string, ...others: readonly string[]): Leaf => ({
  fallback,
  accepts: (value) => value === fallback || others.some((other) => value === other),
});

/** Makes the shape of a list. */
export const listOf = (fallback: readonly unknown[], accepts: (element: unknown) => boolean): Leaf => ({
  fallback,
  accepts: (value) => Array.isArray(value) && value.every(accepts),
});

/** Tells whether a value is an object that has exactly these members. */
export const hasShape = (value: unknown, shape: Readonly<Record<string, (member: unknown) => boolean>>): boolean =>
  isObject(value) &&
  Object.keys(value).length === Object.keys(shape).length &&
  Object.entries(shape).every(([name, accepts]) => Object.hasOwn(value, name) && accepts(value[name]));

type Choose = (light: string, dark: string) => Leaf;

/**
 * Makes the members for light mode and for dark mode, which are alike. `make` gets a function that takes the default colors of
 * both modes.
 */
export const modes = (make: (pick: Choose) => Group['members']): Group['members'] => ({
  lightMode: group(make((light) => color(light))),
  darkMode: group(make((_, dark) => color(dark))),
});
