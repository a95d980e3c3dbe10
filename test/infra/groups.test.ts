import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENDPOINTS } from '#functions/hosted/endpoints.ts';
import { handler as hosted } from '#functions/hosted/handler.ts';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { FUNCTION_NAMES, GROUP_NAMES, isOpen, needsOf, PAGES_NAMES, pagesOf, pagesRouteOf } from '#infra/functions.ts';
import * as handlers from '#infra/handlers.ts';
import { createEdge } from '#test/edge.ts';
import rows from '../../bench/bundles.json' with { type: 'json' };
import { ROOT } from './synthesised.ts';

const groupOf = (name: string) => OPERATIONS[name as keyof typeof OPERATIONS].group;
const folders = readdirSync(new URL('functions/', ROOT), { withFileTypes: true }).filter((one) => one.isDirectory());
const filesOf = (folder: string) => readdirSync(new URL(`functions/${folder}/`, ROOT));

test('every folder of functions is one function of the table', () => {
  expect(folders.map(({ name }) => name).sort()).toEqual(FUNCTION_NAMES.toSorted());
  for (const name of FUNCTION_NAMES) expect(filesOf(name), name).toContain('handler.ts');
});

test('every group with operations is one of the table, and the other way round', () => {
  const withOperations = folders.map(({ name }) => name).filter((name) => filesOf(name).includes('index.ts'));
  expect(withOperations.sort()).toEqual(GROUP_NAMES.toSorted());
  expect([...new Set(BUILT.map(({ name }) => groupOf(name)))].sort()).toEqual(GROUP_NAMES.toSorted());
});

test('every operation that has a file is built', () => {
  const names = new Set(BUILT.map(({ name }) => name));
  const defined = GROUP_NAMES.flatMap((group) =>
    filesOf(group).flatMap((file) => {
      const text = readFileSync(new URL(`functions/${group}/${file}`, ROOT), 'utf8');
      return [...text.matchAll(/defineOperation\('(\w+)'/g)].map(([, name]) => name!);
    }),
  );
  expect([...names].sort()).toEqual(defined.sort());
});

test('every function with a route has its handler where one server has them all', () => {
  expect(Object.keys(handlers).sort()).toEqual(FUNCTION_NAMES.filter((name) => needsOf(name).route).toSorted());
  expect(new Set(Object.values(handlers)).size).toBe(Object.keys(handlers).length);
  expect(handlers.hosted).toBe(hosted);
});

test('the edge leads every operation that is built to the function of its group', () => {
  const edge = createEdge({ originSecret: 'the origin secret' });
  for (const { name } of BUILT) {
    const target = ['x-amz-target', `AWSCognitoIdentityProviderService.${name}`] as const;
    expect(edge.toApiEvent({ method: 'POST', url: '/', headers: [target] })).toMatchObject({ group: groupOf(name) });
  }
});

test('one function of pages has the route for what is left, and no two serve the same path', () => {
  const keys = PAGES_NAMES.map((name) => pagesRouteOf(name).key);
  expect(keys.filter((key) => key === '$default')).toHaveLength(1);
  expect(new Set(keys).size).toBe(keys.length);
  for (const path of [
    ...['/us-east-1_a/.well-known/jwks.json', '/a/.well-known/openid-configuration'],
    ...['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/issuer/us-east-1_a'],
    '/us-east-1_a/ALL/20260301120000/assets/images/image.jpg',
  ]) {
    expect([path, pagesOf(path), isOpen(path)]).toEqual([path, 'hosted', true]);
  }
  for (const path of [
    ...['/', '/idp/pools', '/a/.well-known/x', '/login/', '/Login', '/d/people', '/d/people/', '/d/../login'],
    ...['/d/people/d/people/login', '/d/people/idp/pools', '/oauth2/Token', '/oauth2/../login', '/xlogin', '/login/x'],
    ...['/d/people%2Flogin', '/d//login', '//login', '/oauth2//token', '/oauth2/token?', '/login\n', '/%6cogin'],
  ]) {
    expect([path, pagesOf(path), isOpen(path)]).toEqual([path, undefined, false]);
  }
});

test('every endpoint of a domain has its route, and any origin may call those for programs and no page', () => {
  for (const { paths, kind } of ENDPOINTS) {
    for (const path of paths.flatMap((one) => [one, `/d/people${one}`])) {
      expect([path, pagesOf(path), isOpen(path)]).toEqual([path, 'hosted', kind === 'json']);
    }
  }
  expect(ENDPOINTS.flatMap(({ paths }) => paths).filter((path) => !/^(\/\w+)+\/?$/.test(path))).toEqual([]);
});

test('the patterns of paths are whole, so that the edge may join them', () => {
  const patterns = PAGES_NAMES.map(pagesRouteOf).flatMap(({ paths, open }) => [...paths, ...open]);
  for (const { source, flags } of patterns) {
    expect([source.at(0), source.at(-1), flags]).toEqual(['^', '$', '']);
  }
});

test('the bundle of every function has been weighed (npm run bundles)', () => {
  expect(Object.keys(rows).sort()).toEqual(FUNCTION_NAMES.toSorted());
});
