import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    storeEndpoint: string;
  }
}

/** The URL of the DynamoDB-compatible store of this test run; all suites share it, so each makes its own table or keys. */
export function storeEndpoint(): string {
  return inject('storeEndpoint');
}
