// Which secrets a job reads, and where each of them goes.
import { computedSecrets, type ValuesOf } from "./computed-names.js";
import { resolvedExpressions, resolveText, type Scope } from "./context.js";
import { pathsOf } from "./expressions.js";
import {
  type Expression,
  expressionsOf,
  type Place,
  placeOf,
  scalarsOf,
  type TemplateToken,
  textOf,
} from "./tokens.js";

/** Where a secret goes: a variable, an input, a script, a condition, or all of them at once. */
export type Sink = "env" | "with" | "run" | "if" | "all";

export interface SecretUse extends Place {
  /** In upper case: GitHub does not tell cases apart. `*` when all are read, or one whose name is worked out. */
  readonly name: string;
  readonly sink: Sink;
  /** Names that it has in the repository, where a caller gives it under another one; none when its value is no secret. */
  readonly stored?: readonly string[];
  /** Why the job may not be given it at all. */
  readonly doubt?: string;
}

/** The token that every job has; it is a session, not a stored secret. */
const OWN_TOKEN = "GITHUB_TOKEN";

export interface TokenUses {
  readonly uses: SecretUse[];
  /** It reads its own token by name. */
  ownToken: boolean;
  /** What of the job a name may be worked out from. */
  readonly valuesOf: ValuesOf;
}

/** Secrets in the scalars below a token; `sinkOf` says by the key where they go. */
export function collectSecrets(token: TemplateToken | undefined, sinkOf: (key: string) => Sink, into: TokenUses): void {
  const isSteps = (key: string): boolean => key === "steps";
  for (const { token: scalar, key } of scalarsOf(token, isSteps)) {
    const sink = sinkOf(key);
    const expressions = expressionsOf(scalar);
    // A condition is an expression without braces. GitHub refuses secrets in one, which is no reason to overlook them.
    const bare = sink === "if" && expressions.length === 0 ? [{ text: textOf(scalar) ?? "", ...placeOf(scalar) }] : [];
    for (const expression of [...expressions, ...bare]) note(expression, sink, into);
  }
}

function note(expression: Expression, sink: Sink, into: TokenUses): void {
  const paths = pathsOf(expression.text);
  // parsed again only where a name is worked out, which few are
  const isComputed = paths.some(({ names }) => names[1] === "?");
  const computed = isComputed ? computedSecrets(expression.text, into.valuesOf) : [];
  for (const name of computed ?? []) addNamed(name.toUpperCase(), expression, sink, into);
  for (const { names } of paths) {
    const [context = "", name] = names.map((part) => part.toUpperCase());
    if (context === "GITHUB" && name === "TOKEN") into.ownToken = true;
    if (context !== "SECRETS") continue;
    if (name === "?" && computed !== undefined) continue;
    if (name === undefined || name === "*" || name === "?")
      into.uses.push({ name: "*", ...at(expression), sink: "all" });
    else addNamed(name, expression, sink, into);
  }
}

function addNamed(name: string, expression: Expression, sink: Sink, into: TokenUses): void {
  if (name === OWN_TOKEN) into.ownToken = true;
  else into.uses.push({ name, ...at(expression), sink });
}

function at({ line, column }: Place): Place {
  return { line, column };
}

/** What a value is made of, for a login: a stored secret, a variable, a literal, the job's own token, or something worked out. */
export type Origin = "secrets" | "vars" | "literal" | "own-token" | "worked-out" | "none";

/** Where the value of an input or variable comes from. */
export function originOf(token: TemplateToken | undefined, scope: Scope, text: string | undefined): Origin {
  if (token === undefined || text === undefined || text.trim() === "") return "none";
  const paths = resolvedExpressions(token, scope).flatMap((expression) => pathsOf(expression.text));
  const contexts = new Set(paths.map(({ names }) => names[0]?.toLowerCase()));
  const isOwn = (names: readonly string[]): boolean =>
    /^(?:secrets\.github_token|github\.token)$/i.test(names.join("."));
  const stored = paths.filter(({ names }) => names[0]?.toLowerCase() === "secrets" && !isOwn(names));
  if (stored.length > 0) return "secrets";
  if (paths.some(({ names }) => isOwn(names))) return "own-token";
  if (contexts.has("vars")) return "vars";
  return paths.length === 0 && !resolveText(text, scope).includes("${{") ? "literal" : "worked-out";
}
