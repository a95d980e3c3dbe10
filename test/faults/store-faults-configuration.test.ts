import { CONFIGURATION } from './configuration-cases.ts';
import { LOOK } from './look-cases.ts';
import { describeInTrouble } from './store-trouble.ts';

describeInTrouble([...CONFIGURATION, ...LOOK]);
