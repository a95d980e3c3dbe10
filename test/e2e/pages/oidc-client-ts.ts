import { UserManager } from 'oidc-client-ts';

// The test is the app, and does the rest.
Object.assign(globalThis, { UserManager });
