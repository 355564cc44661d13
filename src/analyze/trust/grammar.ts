// What the tokens of an issuer look like: kinds of token, the claims of each as templates, and which holes say whose,
// which repository's and which job's it is. Data for the matcher; one grammar a vendor in grammars-*.ts.
import { type CharacterSet, fillTemplate, parseTemplate, type Template } from "./template.js";

/** One kind of token that an issuer mints. */
export interface TokenKind {
  readonly name: string;
  /** Claim name in lower case → template. A claim that is not here is not in such a token. */
  readonly claims: ReadonlyMap<string, Template>;
  /** Claims of these that some of its tokens lack. */
  readonly optional: ReadonlySet<string>;
  /** Holes that narrow it, inside a repository, to one branch, environment or workload; empty: it is one already. */
  readonly narrow: readonly string[];
  /** What such a token stands for, as people call it: a branch, a tag. Where it is left out, the grammar's own noun is said. */
  readonly noun?: string;
  /** A job of a pull request gets it; undefined when it cannot be told (a customised subject). */
  readonly isPullRequest: boolean | undefined;
  /**
   * What holes say of a run that previews a change: where a service is set up so, and nhi does not read whether it is, a pull request
   * starts one. Left out where none does.
   */
  readonly previews?: { readonly [hole: string]: string };
}

export interface Grammar {
  readonly name: string;
  readonly kinds: readonly TokenKind[];
  /** The same kinds for any customer, where the issuer at hand speaks for one: they tell which subjects have a known form. */
  readonly forms: readonly TokenKind[];
  /** Any of these closed: one tenant. */
  readonly tenant: readonly string[];
  /** All holes of one of these sets closed: one repository, project, namespace or workspace of that tenant. */
  readonly repository: readonly (readonly string[])[];
  /** Closed, they name a tenant only under a condition that is not known here: hole → that condition. */
  readonly conditional: ReadonlyMap<string, string>;
  /** How every subject begins, in short form, with `<more>` for what follows: tells whose a subject of unknown form is. */
  readonly beginning: string | undefined;
  /** What a customised subject may be built from; undefined where the issuer offers no such thing. */
  readonly custom: CustomSubject | undefined;
  readonly optional: ReadonlySet<string>;
  readonly sets: { readonly [hole: string]: CharacterSet };
  /** Nouns for verdicts. */
  readonly words: GrammarWords;
}

/** Subjects that a customer arranges: `key:value` pairs joined by colons, in an order of the customer's choice. */
export interface CustomSubject {
  /** Claim key → forms of its value. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Words that stand alone in such a subject. */
  readonly words: readonly string[];
  /** Claims of a token with such a subject, on top of the subject. */
  readonly claims: { readonly [claim: string]: string };
  readonly narrow: readonly string[];
}

export interface GrammarWords {
  readonly tenant: string;
  readonly tenants: string;
  readonly repository: string;
  readonly narrow: string;
}

interface KindText {
  readonly [kind: string]: {
    readonly claims: { readonly [claim: string]: string };
    readonly narrow: readonly string[];
    readonly noun?: string;
    /** No, where it is left out; undefined where it cannot be told. */
    readonly isPullRequest?: boolean | undefined;
    readonly previews?: TokenKind["previews"];
  };
}

export interface GrammarText {
  readonly name: string;
  readonly sets?: { readonly [hole: string]: CharacterSet };
  readonly kinds: KindText;
  /** Claims that every kind has, on top of its own. */
  readonly claims?: { readonly [claim: string]: string };
  readonly optional?: readonly string[];
  readonly tenant: readonly string[];
  readonly repository: readonly (readonly string[])[];
  readonly conditional?: { readonly [hole: string]: string };
  readonly beginning?: string;
  readonly custom?: {
    readonly keys: { readonly [key: string]: readonly string[] };
    readonly words?: readonly string[];
    readonly claims?: { readonly [claim: string]: string };
    readonly narrow: readonly string[];
  };
  readonly words: GrammarWords;
}

/** A grammar written as texts in its compiled form: each kind of token with all of its claims. */
export function toGrammar(text: GrammarText): Grammar {
  const sets = text.sets ?? {};
  const optional = new Set(text.optional ?? []);
  const kinds = Object.entries(text.kinds).map(([name, kind]) => ({
    name,
    claims: toClaims({ aud: "<audience>", ...text.claims, ...kind.claims }, sets),
    optional,
    narrow: kind.narrow,
    isPullRequest: "isPullRequest" in kind ? kind.isPullRequest : false,
    ...(kind.previews !== undefined && { previews: kind.previews }),
    ...(kind.noun !== undefined && { noun: kind.noun }),
  }));
  return {
    name: text.name,
    kinds,
    forms: kinds,
    tenant: text.tenant,
    repository: text.repository,
    conditional: new Map(Object.entries(text.conditional ?? {})),
    beginning: text.beginning,
    custom: text.custom && {
      keys: new Map(Object.entries(text.custom.keys)),
      words: text.custom.words ?? [],
      claims: { ...text.claims, ...text.custom.claims },
      narrow: text.custom.narrow,
    },
    optional,
    sets,
    words: text.words,
  };
}

/** Claims of one kind of token as templates. */
export function toClaims(claims: { readonly [claim: string]: string }, sets: Grammar["sets"]): Map<string, Template> {
  const withAudience = { audience: "rest" as const, ...sets };
  return new Map(Object.entries(claims).map(([claim, text]) => [claim, parseTemplate(text, withAudience)]));
}

/** The grammar of an issuer that speaks for one customer: what its tokens say of the customer is known. */
export function fillGrammar(grammar: Grammar, hole: string, value: string): Grammar {
  const values = new Map([[hole, value]]);
  return { ...grammar, kinds: grammar.kinds.map((kind) => fillKind(kind, values)) };
}

/** The same kind of token with some holes filled: a known repository, branch or service account. */
export function fillKind(kind: TokenKind, values: ReadonlyMap<string, string>): TokenKind {
  return {
    ...kind,
    claims: new Map([...kind.claims].map(([claim, template]) => [claim, fillTemplate(template, values)])),
    narrow: kind.narrow,
  };
}
