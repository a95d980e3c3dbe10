import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { sealCredentials } from '#core/password/credentials.ts';
import { GROUP_BYTES, modPow, toInteger } from '#core/srp/modexp.ts';
import { newSalt } from '#core/srp/srp.ts';
import { newUser } from '#core/users/new-user.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import type { Unversioned } from '#ports/records.ts';
import { type Call, median, prepare, send, timeOf } from './load.ts';
import { startService, type Target } from './process.ts';
import { openSeed, seeding } from './seed.ts';

/** The number of requests about one name. It is below every limit and lock, so that no request is refused. */
const USES = 4;
/**
 * If the share of slower pairs is nearer to 0.5 than this, one response teaches nothing in 10,000 pairs, and a hundred
 * teach little.
 */
const TOLERANCE = 0.02;

type Probe = { readonly name: string; readonly call: (target: Target, clientId: string, username: string) => Call };

const initiate =
  (AuthFlow: string, parameters: (USERNAME: string) => object) =>
  (target: Target, ClientId: string, username: string) =>
    prepare(target, 'InitiateAuth', { AuthFlow, ClientId, AuthParameters: parameters(username) });

const SRP_A = modPow(2n, toInteger(randomBytes(32))).toString(16);
const PROBES: readonly Probe[] = [
  { name: 'InitiateAuth SRP', call: initiate('USER_SRP_AUTH', (USERNAME) => ({ USERNAME, SRP_A })) },
  {
    name: 'InitiateAuth password',
    call: initiate('USER_PASSWORD_AUTH', (USERNAME) => ({ USERNAME, PASSWORD: 'Wr0ng!password' })),
  },
  {
    name: 'ForgotPassword',
    call: (target, ClientId, Username) => prepare(target, 'ForgotPassword', { ClientId, Username }),
  },
];

/**
 * Tests whether the time of a response reveals who exists. Sends pairs of a request about a user and one about nobody,
 * in random order, one at a time over one connection. Prints in what share of the pairs the one about the user took
 * longer.
 */
export async function existence(pairs: number): Promise<void> {
  console.log('\nwho exists, by time          pairs  known p50 ms  unknown p50 ms  known slower in');
  for (const probe of PROBES) {
    const target = await startService();
    try {
      const { clientId, known, unknown } = await stage(target, Math.ceil(pairs / USES));
      const calls = [known, unknown].map((names) => names.map((name) => probe.call(target, clientId, name)));
      const [ofKnown = [], ofUnknown = []] = calls;
      // The first requests, in which everything is compiled and cached, use names of their own.
      for (let n = 0; n < 300; n++) await timeOf(target, probe.call(target, clientId, `${randomUUID()}`));
      const times = { known: [] as number[], unknown: [] as number[] };
      let slower = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const index = Math.floor(pair / USES);
        const both = [ofKnown[index]!, ofUnknown[index]!] as const;
        const knownFirst = randomInt(2) === 0;
        const first = await timeOf(target, both[knownFirst ? 0 : 1]);
        const second = await timeOf(target, both[knownFirst ? 1 : 0]);
        const [ms, otherMs] = knownFirst ? [first, second] : [second, first];
        times.known.push(ms);
        times.unknown.push(otherMs);
        if (ms > otherMs) slower++;
      }
      const share = slower / pairs;
      const verdict = Math.abs(share - 0.5) <= TOLERANCE ? 'untold' : 'TOLD';
      const cells = [
        String(pairs).padStart(8),
        median(times.known).toFixed(3).padStart(13),
        median(times.unknown).toFixed(3).padStart(15),
        `${share.toFixed(4)} (${verdict})`.padStart(16),
      ];
      console.log(probe.name.padEnd(26) + cells.join(' '));
    } finally {
      await target.stop();
    }
  }
}

/**
 * Creates a pool with users who have a password and a verified e-mail address, and as many names that belong to nobody.
 */
async function stage(target: Target, count: number) {
  const admin = (operation: string, input: unknown) => send(target, prepare(target, operation, input, true));
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'existence', AutoVerifiedAttributes: ['email'] });
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    UserPoolId: UserPool.Id,
    ClientName: 'bench',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  const [known, unknown] = [0, 1].map(() => Array.from({ length: count }, () => randomBytes(6).toString('hex')));
  const users = await openSeed(target.dataDirectory!, UserPool.Id);
  // All users share one hash, each with a salt of its own. No guess is right, and each costs as much as a hash.
  const { scheme, hash } = await argon2Hasher().hash(randomUUID());
  const [, , , , salt, output] = hash.split('$');
  const password = (): PasswordHash => {
    const own = randomBytes(16).toString('base64').replace(/=+$/, '');
    return { scheme, hash: hash.replace(`$${salt}$${output}`, `$${own}$${output}`) };
  };
  await users.add(count, (index) => userOf(users, known![index]!, password()));
  await users.close();
  return { clientId: UserPoolClient.ClientId as string, known: known!, unknown: unknown! };
}

function userOf(
  { pool, keys }: Awaited<ReturnType<typeof openSeed>>,
  username: string,
  password: PasswordHash,
): Unversioned<'user'> {
  const attributes = { email: `${username}@example.com`, email_verified: 'true', name: 'A. Person' };
  const user = newUser(seeding(pool), { username, attributes, status: 'CONFIRMED', writer: 'service' });
  const srp = { salt: newSalt(randomBytes), verifier: randomBytes(GROUP_BYTES).toString('hex') };
  return { ...user, sealedCredentials: sealCredentials(keys, user, { password, srp }) };
}
