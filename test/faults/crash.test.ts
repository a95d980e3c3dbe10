import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import { sharedTable } from '#infra/local/table.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock } from '#runtime/container.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { inconsistencies } from './checker.ts';
import { mixedLoad } from './mixed-load.ts';
import { FACTOR } from './rounds.ts';

const ROUNDS = 5 * FACTOR;
const VICTIMS = ['server', 'store', 'both'] as const;

describe('kill -9 under load', () => {
  it(
    `loses nothing that was acknowledged and leaves nothing half-written, in ${ROUNDS} rounds`,
    async () => {
      let server = await startServerProcess();
      let acknowledged = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const victim = VICTIMS[round % VICTIMS.length]!;
        const load = mixedLoad(await stageOn(server), Math.random);
        await reached(() => load.acknowledged() > 10 + Math.random() * 40);
        const storePid = JSON.parse(await readFile(join(server.dataDirectory, 'store.pid'), 'utf8')).pid as number;
        if (victim !== 'server') process.kill(storePid, 'SIGKILL');
        if (victim === 'store') {
          // The server brings the store up again by itself, and goes on.
          const before = load.acknowledged();
          await reached(() => load.acknowledged() > before + 10);
          await load.stop();
        } else {
          await server.stop('SIGKILL');
          await load.stop();
          server = await startServerProcess({ dataDirectory: server.dataDirectory });
        }
        acknowledged += load.acknowledged();
        expect([round, victim, await load.differences(server.endpoint)]).toEqual([round, victim, []]);
        expect([round, victim, await tableProblems(server)]).toEqual([round, victim, []]);
      }
      console.log(`${ROUNDS} rounds, ${acknowledged} acknowledged writes, none lost, no half user`);
      await server.dispose();
    },
    60_000 + ROUNDS * 20_000,
  );
});

async function stageOn(server: RunningServer) {
  const { endpoint, credentials } = server;
  const sdk = new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
  const { UserPool } = await sdk.send(
    new CreateUserPoolCommand({ PoolName: 'crash', AutoVerifiedAttributes: ['email'] }),
  );
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool!.Id,
      ClientName: 'crash',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  return { endpoint, credentials, poolId: UserPool!.Id!, clientId: UserPoolClient!.ClientId! };
}

async function tableProblems(server: RunningServer): Promise<readonly string[]> {
  const open = await sharedTable(parseConfig({ OWNPOOL_DATA_DIR: server.dataDirectory }));
  const wrapper = await masterKeyFile(open.file('master.key'));
  const keys = createKeyring(await loadDataKeys(open.table, wrapper, ['signing', 'directory', 'admin']), systemClock);
  const problems = await inconsistencies(open.table, keys);
  await open.close();
  return problems;
}

/** Looks again until the condition holds; the test's own time limit ends it. */
async function reached(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
