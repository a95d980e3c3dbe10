import { operations as account } from '#functions/account/index.ts';
import { operations as clients } from '#functions/clients/index.ts';
import { OPERATIONS } from '#functions/operations.ts';
import { operations as pools } from '#functions/pools/index.ts';
import { operations as signIn } from '#functions/sign-in/index.ts';
import { operations as signUp } from '#functions/sign-up/index.ts';
import { operations as users } from '#functions/users/index.ts';

const built = new Set([...account, ...clients, ...pools, ...signIn, ...signUp, ...users].map(({ name }) => name));
const all = Object.keys(OPERATIONS).sort();
const missing = all.filter((name) => !built.has(name));

console.log(`${built.size} / ${all.length} operations are implemented:\n`);
for (const name of all) if (built.has(name)) console.log(`  ${name}`);
console.log(`\nMissing (they answer UnsupportedOperationException):\n\n  ${missing.join(' ')}`);
