import { crc32, deflateSync } from 'node:zlib';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient, createPool } from '#test/fixtures.ts';
import { inconsistencies } from '../../faults/checker.ts';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const ABSENT_ID = 'c0ffee00-0000-4000-8000-000000000000';

/** A service with a pool that has two clients, and a second pool with one. */
export type World = {
  readonly app: TestApp;
  readonly pool: Pool;
  readonly client: Client;
  readonly other: Client;
  readonly foreign: { readonly pool: Pool; readonly client: Client };
};

export async function createWorld(): Promise<World> {
  const app = await createTestApp();
  const pool = await createPool(app);
  const elsewhere = await createPool(app);
  return {
    app,
    pool,
    client: await createClient(app, pool),
    other: await createClient(app, pool),
    foreign: { pool: elsewhere, client: await createClient(app, elsewhere) },
  };
}

/** What is left in the table that nothing leads to. */
export const orphans = ({ app }: World) => inconsistencies(app.table, app.deps.keys);

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG of one pixel, filled up to a size in bytes with a chunk that is passed over. */
export function png(size = 0): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const begin = [Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header)];
  const end = [chunk('IDAT', deflateSync(Buffer.from([0, 0]))), chunk('IEND', Buffer.alloc(0))];
  const rest = size - Buffer.concat([...begin, ...end]).length - 12;
  return Buffer.concat([...begin, ...(rest >= 0 ? [chunk('fiLl', Buffer.alloc(rest, size % 251))] : []), ...end]);
}

export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
export const ICO = Buffer.concat([Buffer.from('000001000100', 'hex'), Buffer.alloc(16, 1)]);
export const SVG = Buffer.from(
  '<svg viewBox="0 0 2 2" xmlns="http://www.w3.org/2000/svg"><g clip-path="url(#a)"><path d="M0 0H2" fill-opacity="0.5"/></g></svg>',
);
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
