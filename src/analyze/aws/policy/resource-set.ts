// Resource and NotResource lists, interned by text. ARNs are matched field by field as AWS documents it: a wildcard stays
// within its field, except a `*` at the end of one, which may go on over colons; after the fifth colon everything is one field.
import type { KeyLookup } from "../condition/key-state.js";
import { NO, not, or, type Truth, toTruth, UNKNOWN, YES } from "../condition/truth.js";
import { type Glob, matchesGlob, ONE, ONE_IN_FIELD, STAR, STAR_IN_FIELD, toGlob } from "./glob.js";
import { expandTemplate, type Template, toTemplate, variablesOf, withWildcards } from "./variables.js";

const ARN_FIELDS = 5;

interface PlainPattern {
  readonly glob: Glob;
  readonly template?: undefined;
}

interface VariablePattern {
  readonly template: Template;
  readonly glob?: undefined;
}

type ResourcePattern = PlainPattern | VariablePattern;

export interface ResourceSet {
  readonly id: number;
  /** As written. */
  readonly texts: readonly string[];
  /** True for NotResource. */
  readonly isNegated: boolean;
  /** Covers every resource whatever the request. */
  readonly isEverything: boolean;
  /** Whether `${…}` in it are variables. */
  readonly hasVariables: boolean;
  /** Compiled at the first question: most sets are never asked about. */
  patterns(): readonly ResourcePattern[];
}

class InternedResources implements ResourceSet {
  readonly id: number;
  readonly texts: readonly string[];
  readonly isNegated: boolean;
  readonly isEverything: boolean;
  readonly hasVariables: boolean;
  #patterns: readonly ResourcePattern[] | undefined;

  constructor(id: number, texts: readonly string[], isNegated: boolean, hasVariables: boolean) {
    this.id = id;
    this.texts = texts;
    this.isNegated = isNegated;
    this.isEverything = isNegated ? texts.length === 0 : texts.includes("*");
    this.hasVariables = hasVariables;
  }

  patterns(): readonly ResourcePattern[] {
    this.#patterns ??= this.texts.map((text) => toResourcePattern(text, this.hasVariables));
    return this.#patterns;
  }
}

export interface ResourceSets {
  intern(texts: readonly string[], isNegated: boolean, hasVariables: boolean): ResourceSet;
  all(): readonly ResourceSet[];
}

/** Keeps one set for each distinct list of resources, with and without policy variables apart. */
export function createResourceSets(): ResourceSets {
  const sets: ResourceSet[] = [];
  const byText = new Map<string, ResourceSet>();
  return {
    intern(texts, isNegated, hasVariables) {
      const joined = texts.length === 1 ? (texts[0] ?? "") : texts.join("\n");
      const key = `${isNegated ? "!" : ""}${hasVariables ? "" : "-"}${joined}`;
      const existing = byText.get(key);
      if (existing) return existing;
      const made = new InternedResources(sets.length, texts, isNegated, hasVariables && joined.includes("${"));
      sets.push(made);
      byText.set(key, made);
      return made;
    },
    all: () => sets,
  };
}

function toResourcePattern(text: string, hasVariables: boolean): ResourcePattern {
  const template = toTemplate(text, hasVariables, withWildcards);
  return typeof template === "string" ? { glob: toGlob(keepInFields(template)) } : { template };
}

/** Keys in lower case that the variables of the set read. */
export function variablesIn(set: ResourceSet): string[] {
  if (!set.hasVariables) return [];
  return set.patterns().flatMap((pattern) => (pattern.template ? variablesOf(pattern.template) : []));
}

/** Compiled text of a resource pattern, field rules applied; variables of other policy versions are plain text. */
export function toResourceText(pattern: string): string {
  return keepInFields(withWildcards(pattern));
}

/** Limits the wildcards of the leading ARN fields to their field, except a `*` that ends one. */
function keepInFields(text: string): string {
  if (!text.startsWith("arn:")) return text;
  const fields = text.split(":");
  const last = Math.min(ARN_FIELDS, fields.length);
  let changed = false;
  for (let i = 0; i < last; i++) {
    const field = fields[i] ?? "";
    const inner = field.endsWith(STAR) ? field.slice(0, -1) : field;
    if (!inner.includes(STAR) && !inner.includes(ONE)) continue;
    changed = true;
    const kept = inner.replaceAll(STAR, STAR_IN_FIELD).replaceAll(ONE, ONE_IN_FIELD);
    fields[i] = kept + field.slice(inner.length);
  }
  return changed ? fields.join(":") : text;
}

function matchesPattern(pattern: ResourcePattern, resource: string, keys: KeyLookup): Truth {
  if (pattern.glob) return toTruth(matchesGlob(pattern.glob, resource));
  const expansion = expandTemplate(pattern.template, keys);
  if (!expansion) return NO; // a variable without value matches no resource
  if ("open" in expansion) return expansion.open;
  return toTruth(matchesGlob(toGlob(keepInFields(expansion.text)), resource));
}

/**
 * Whether the set covers the resource of the request: an ARN, or "*" for an action that has none.
 * @param wholeOf service of an action without resource types, where a pattern of all its resources of a type is in doubt
 */
export function coversResource(set: ResourceSet, resource: string, keys: KeyLookup, wholeOf?: string): Truth {
  if (set.isEverything) return YES;
  let found: Truth = NO;
  // most lists are about other resources, which their first letters tell: those are never compiled
  const isElsewhere = !set.hasVariables && !set.texts.some((text) => mayBegin(text, resource));
  for (const pattern of isElsewhere ? [] : set.patterns()) {
    found = or(found, matchesPattern(pattern, resource, keys));
    if (found === YES) break;
  }
  if (wholeOf !== undefined && set.texts.some((text) => isWhole(text, wholeOf))) found = or(found, UNKNOWN);
  return set.isNegated ? not(found) : found;
}

const WHOLE_TYPE = /^(?:[A-Za-z-]*[:/])?\*(?:[:/]\*)*$/;

/** Whether a pattern names every resource of a type of the service: `arn:aws:eks:*:*:cluster/*`, `arn:aws:logs:*:*:*`. */
function isWhole(pattern: string, service: string): boolean {
  const [arn, , named = "", , , ...rest] = pattern.replace(/\$\{[^}]*\}/g, "x").split(":");
  if (arn !== "arn" || (named !== service && !/^\*+$/.test(named))) return false;
  return rest.length === 0 ? pattern.endsWith("*") : WHOLE_TYPE.test(rest.join(":"));
}

/** False when what stands before the first wildcard of a plain pattern is not how the resource begins. */
function mayBegin(pattern: string, resource: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i];
    if (letter === "*" || letter === "?") return true;
    if (letter !== resource[i]) return false;
  }
  return true;
}
