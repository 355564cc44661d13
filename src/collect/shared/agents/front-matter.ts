// The settings of an agent that is written as a page: YAML between two lines of dashes at its beginning. What follows is what the
// agent is told, which is not read.
import type { LocatedText } from "./located.js";
import { readYaml, withoutYamlComments } from "./yaml.js";

const FRONT = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m;
/** Begins like settings, and not like a page with a line across its top. */
const BEGUN = /^\uFEFF?---[ \t]*\r?\n[A-Za-z][\w-]*:/;

/** Reads the settings of a page; a page without any has none, and settings that never end are a fault. */
export function readFrontMatter(text: string): LocatedText {
  const found = FRONT.exec(text);
  const [whole = "", yaml = ""] = found ?? [];
  if (found === null || found.index !== 0) {
    const isTorn = BEGUN.test(text);
    return {
      root: undefined,
      faults: isTorn ? [{ offset: 0, message: "its settings have no end: a line of dashes" }] : [],
    };
  }
  return readYaml(yaml, whole.indexOf(yaml, whole.indexOf("\n")));
}

/** A page without what follows its settings, and without comments in them; empty where it has none. */
export function frontOf(text: string): string {
  const found = FRONT.exec(text);
  return found?.index === 0 ? withoutYamlComments(found[0]) : "";
}
