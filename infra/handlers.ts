// These are the handlers of all functions with a route, for a server that runs them together. Imports can't be made
// from the table in functions.ts, but the types in local/api.ts and a test make sure that no function is missing.
export { handler as account } from '#functions/account/handler.ts';
export { handler as branding } from '#functions/branding/handler.ts';
export { handler as clients } from '#functions/clients/handler.ts';
export { handler as devices } from '#functions/devices/handler.ts';
export { handler as groups } from '#functions/groups/handler.ts';
export { handler as hosted } from '#functions/hosted/handler.ts';
export { handler as mfa } from '#functions/mfa/handler.ts';
export { handler as passkeys } from '#functions/passkeys/handler.ts';
export { handler as pools } from '#functions/pools/handler.ts';
export { handler as risk } from '#functions/risk/handler.ts';
export { handler as 'sign-in' } from '#functions/sign-in/handler.ts';
export { handler as 'sign-up' } from '#functions/sign-up/handler.ts';
export { handler as users } from '#functions/users/handler.ts';
