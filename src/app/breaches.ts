// Breaches that were published, made small: which there are, and what is told of each. The build writes them beside the program.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";

/** What is told of a breach, from `breach.json` in its folder. */
export interface BreachStory {
  readonly title: string;
  /** In which it ended. */
  readonly year: number;
  readonly happened: string;
  /** What was there beforehand, and is in the recording. */
  readonly precondition: string;
  readonly sources: readonly string[];
  /** Rules that say so beforehand. */
  readonly rules: readonly string[];
  /** How it is read: a bundle of recorded answers, or a checkout. */
  readonly kind: "bundle" | "checkout";
}

export interface Breach extends BreachStory {
  readonly folder: string;
}

const STORY = "breach.json";

/** Names of all breaches, sorted; none where the program was not built. */
export function breachNames(): string[] {
  const folder = breachesFolder();
  return folder === undefined ? [] : readdirSync(folder).sort();
}

/** A breach by its name. Throws where this installation lacks it. */
export function readBreach(name: string): Breach {
  const folder = breachesFolder();
  if (folder === undefined || !existsSync(join(folder, name, STORY))) {
    throw new NhiError("demo", `the breach ${name} is missing from this installation; install nhi again`);
  }
  const story = JSON.parse(readFileSync(join(folder, name, STORY), "utf8")) as BreachStory;
  return { ...story, folder: join(folder, name) };
}

/** Beside the bundle; what runs from source takes those of the last build. */
function breachesFolder(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  return ["breaches", "../../dist/breaches"].map((up) => join(here, up)).find((path) => existsSync(path));
}
