// How V8 works in nhi. Set before its code is loaded: V8 takes back compiled code only under the settings it was compiled with.
import { setFlagsFromString } from "node:v8";

/**
 * V8's settings for work on an estate:
 *
 * - The space of new objects gets its full size (16 MB) at its first growth, not at its fourth: what is read into an estate
 *   lives a while, and in a small space it is copied over and over. A tenth of the CPU time of a first scan of 50,000
 *   principals.
 * - Code is compiled anew for speed four times later than usual: most of ours runs for a stage and not again, and what was
 *   compiled for one stage is thrown away in the next. A fifth of the CPU time of a scan of a small estate, a tenth at 10,000
 *   principals, nothing at 50,000.
 */
export function tuneForEstate(): void {
  setFlagsFromString("--semi-space-growth-factor=16");
  // Node 22 and later decide otherwise, and complain of a setting that they do not know.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=540672");
}
