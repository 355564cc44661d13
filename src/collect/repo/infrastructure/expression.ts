// Expressions of infrastructure code as a small tree, apart from the parser that made it.
import type { Place } from "../../place.js";

export type { Place };

export type Expression = { readonly place: Place } & (
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "list"; readonly elements: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  /** Root of a reference: var, local, data, a type of resource, a name bound by `for`. */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** Every element of a list: `a[*].b`; `rest` is applied to each under the name `*`. */
  | { readonly kind: "splat"; readonly of: Expression; readonly rest: Expression }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      /** The last argument is a list of arguments. */
      readonly isSpread: boolean;
    }
  | { readonly kind: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Expression[] }
  | ForExpression
  /** A form that nobody reads here; the text says which. */
  | { readonly kind: "unread"; readonly text: string }
);

export interface ForExpression {
  readonly kind: "for";
  readonly names: readonly string[];
  readonly source: Expression;
  /** Makes a map when it is there. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly test: Expression | undefined;
  readonly isGrouped: boolean;
}

/** A block of Terraform: `resource "type" "name" { … }`. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly blocks: readonly Block[];
  readonly place: Place;
}

/** What of a file does not parse. */
export interface SyntaxFault {
  readonly place: Place;
  readonly message: string;
}
