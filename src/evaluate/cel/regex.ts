// Regular expressions of RE2 for conditions. Apart from the functions that ask for them: a fifth of what a report loads, for the
// few rules that match a name.
import { RE2JS } from "re2js";
import { useRegex } from "./functions.js";

/** To be called before a condition with `matches` is checked or run. */
export function makeRegexReady(): void {
  useRegex((pattern) => RE2JS.compile(pattern));
}
