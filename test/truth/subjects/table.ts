// Form of the tables: tokens as the issuers document them, patterns of trusts, and which of the tokens each has to accept.
// Expected answers were worked out by hand from the documentation that each table names, never from what nhi prints.

/** One token: a kind of the issuer's grammar with its parts filled in, and the subject that the documentation gives for it. */
export interface TokenText {
  readonly kind: string;
  readonly values: { readonly [part: string]: string };
  /** As documented, with the values of this table. */
  readonly sub: string;
  /** Claims that only some tokens have, and this one lacks. */
  readonly without?: readonly string[];
}

export interface PatternText {
  /** Operator → claim → values; claims of the issuer without its name. Of an AWS role, unless `cloud` says otherwise. */
  readonly when?: { readonly [operator: string]: { readonly [claim: string]: string | readonly string[] } };
  /** Condition of a Google provider. */
  readonly condition?: string;
  /** Subject or expression of an Entra credential. */
  readonly subject?: string;
  readonly expression?: string;
  /** Names of tokens that get in, with spaces between; all others do not. */
  readonly yes: string;
  /** Names of tokens of which it cannot be told. */
  readonly unknown?: string;
}

export interface IssuerTableText {
  readonly issuer: string;
  readonly source: string;
  readonly tokens: { readonly [name: string]: TokenText };
  readonly patterns: readonly PatternText[];
}
