/**
 * This module replaces @peculiar/x509 in a bundle (infra/bundle.ts), of which it would be a third. @simplewebauthn/server
 * needs certificates for attestation statements only, and core/passkeys drops these before it calls the library.
 */
class Absent {
  constructor() {
    throw new Error('Certificates are not read in a bundle.');
  }
}

export {
  Absent as AuthorityKeyIdentifierExtension,
  Absent as CRLDistributionPointsExtension,
  Absent as SubjectKeyIdentifierExtension,
  Absent as X509Certificate,
  Absent as X509ChainBuilder,
  Absent as X509Crl,
};
