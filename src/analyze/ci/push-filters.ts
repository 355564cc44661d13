// Branches and tags whose pushes start a workflow, by the filters of its `push` event. Pure.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
import { isAmong, isSeveral } from "../../model/ref-pattern.js";
import type { JsonRecord } from "../../model/words.js";
import { textsOf } from "../properties.js";

/** Refs of one kind that start it. */
export interface PushedRefs {
  /** Names and patterns that it takes; undefined where it takes all but those that it leaves out. */
  readonly names: readonly string[] | undefined;
  /** Whether it takes one of that name. */
  takes(name: string): boolean;
}

/** In: a fact of an event. Out: branches and tags that start it; undefined for a kind that does not, since only the other has a filter. */
export function pushedRefs(fact: JsonRecord): Record<"branches" | "tags", PushedRefs | undefined> {
  const filters = (["branches", "tags"] as const).map((kind) => ({
    taken: textsOf(fact[kind]) ?? [],
    ignored: textsOf(fact[`${kind}_ignore`]) ?? [],
  }));
  const isAny = filters.every(({ taken, ignored }) => taken.length === 0 && ignored.length === 0);
  const [branches, tags] = filters.map(({ taken, ignored }) =>
    isAny || taken.length > 0 || ignored.length > 0 ? toRefs(taken, ignored) : undefined,
  );
  return { branches, tags };
}

function toRefs(taken: readonly string[], ignored: readonly string[]): PushedRefs {
  if (taken.length === 0) return { names: undefined, takes: (name) => !ignored.some((text) => isOne(name, text)) };
  return {
    // what begins with ! takes away from those before it
    names: taken.filter((text) => !text.startsWith("!")),
    takes: (name) =>
      taken.reduce((is, text) => {
        const isExcluding = text.startsWith("!");
        return isOne(name, isExcluding ? text.slice(1) : text) ? !isExcluding : is;
      }, false),
  };
}

function isOne(name: string, text: string): boolean {
  return isAmong(name, { text, syntax: "filter" });
}

/** Names alone where no pattern is among them. */
export function plainNames({ names }: PushedRefs): readonly string[] | undefined {
  return names?.some((text) => isSeveral({ text, syntax: "filter" })) === true ? undefined : names;
}
