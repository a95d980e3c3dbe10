import { describeInTrouble } from './store-trouble.ts';
import { SIGN_INS } from './write-cases.ts';

describeInTrouble(SIGN_INS);
