/**
 * This module replaces the packages for certificates and ASN.1 in a bundle (infra/bundle.ts), which are most of the size of
 * @simplewebauthn/server. The library reads certificates for attestation statements only, and core/passkeys drops these
 * before it calls the library. What is left of ASN.1 is the form of an ECDSA signature.
 */
class Absent {
  constructor() {
    absent();
  }
}

function absent(): never {
  throw new Error('Certificates are not read in a bundle.');
}

export {
  Absent as AuthorityKeyIdentifierExtension,
  Absent as BasicConstraints,
  Absent as Certificate,
  Absent as CRLDistributionPointsExtension,
  Absent as ECParameters,
  Absent as ExtendedKeyUsage,
  Absent as id_ce_basicConstraints,
  Absent as id_ce_extKeyUsage,
  Absent as id_ce_keyDescription,
  Absent as id_ce_subjectAltName,
  Absent as id_ecdsaWithSHA256,
  Absent as id_ecdsaWithSHA384,
  Absent as id_ecdsaWithSHA512,
  Absent as id_ecPublicKey,
  Absent as id_ml_dsa_44,
  Absent as id_ml_dsa_65,
  Absent as id_ml_dsa_87,
  Absent as id_rsaEncryption,
  Absent as id_secp256r1,
  Absent as id_secp384r1,
  Absent as id_sha1WithRSAEncryption,
  Absent as id_sha256WithRSAEncryption,
  Absent as id_sha384WithRSAEncryption,
  Absent as id_sha512WithRSAEncryption,
  Absent as KeyDescription,
  Absent as OctetString,
  Absent as RSAPublicKey,
  Absent as SubjectAlternativeName,
  Absent as SubjectKeyIdentifierExtension,
  Absent as X509Certificate,
  Absent as X509ChainBuilder,
  Absent as X509Crl,
};

/** The two integers of an ECDSA signature, in big-endian bytes. */
export class ECDSASigValue {
  readonly r: Uint8Array;
  readonly s: Uint8Array;

  constructor(r: Uint8Array, s: Uint8Array) {
    this.r = r;
    this.s = s;
  }
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

export const AsnParser = {
  /**
   * Reads `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` in DER (RFC 3279, section 2.2.3), the only type that a
   * bundle needs. The library judges the lengths of the integers. Throws Error for any other type or form. A form with a
   * length above 127 bytes is one of these, because passkeys use P-256 alone.
   */
  parse(signature: Uint8Array, type: unknown): ECDSASigValue {
    if (type !== ECDSASigValue) return absent();
    const [pair, rest] = element(signature, SEQUENCE);
    const [r, second] = element(pair, INTEGER);
    const [s, third] = element(second, INTEGER);
    if (rest.length > 0 || third.length > 0) throw new Error('Bytes follow the signature.');
    return new ECDSASigValue(r, s);
  },
};

/** Returns the content of the element at the beginning of some DER, and what follows it. */
function element(der: Uint8Array, tag: number): readonly [content: Uint8Array, rest: Uint8Array] {
  const [actual, length = 0] = der;
  const end = 2 + length;
  if (actual !== tag || length === 0 || length > 127 || der.length < end) {
    throw new Error('The signature is not in DER.');
  }
  return [der.subarray(2, end), der.subarray(end)];
}
