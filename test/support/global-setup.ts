import type { TestProject } from 'vitest/node';
import { type Store, startStore } from '#infra/local/store.ts';

let store: Store | undefined;

/** Starts one store in memory for the whole run, unless AWS_ENDPOINT_URL_DYNAMODB names another one to test against. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (!given) store = await startStore({ onCrash: (message) => console.error(message) });
  project.provide('storeEndpoint', given || (store?.endpoint ?? ''));
}

export async function teardown(): Promise<void> {
  await store?.stop();
}
