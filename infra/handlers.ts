// The handlers of the functions that are routed, for a server that has them all. Imports can't be made from the table in
// functions.ts; the types of local/api.ts and a test see to it that every function of the table is here.
export { handler as account } from '#functions/account/handler.ts';
export { handler as branding } from '#functions/branding/handler.ts';
export { handler as clients } from '#functions/clients/handler.ts';
export { handler as hosted } from '#functions/hosted/handler.ts';
export { handler as pools } from '#functions/pools/handler.ts';
export { handler as risk } from '#functions/risk/handler.ts';
export { handler as 'sign-in' } from '#functions/sign-in/handler.ts';
export { handler as 'sign-up' } from '#functions/sign-up/handler.ts';
export { handler as users } from '#functions/users/handler.ts';
