// This module is loaded on demand. A bundle has only this part of the library, which an import of the whole on demand
// would not achieve.
export { verifyAuthenticationResponse } from '@simplewebauthn/server';
