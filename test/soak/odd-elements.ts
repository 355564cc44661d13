// A recording in which one element of a list, at any depth, is of another type than it was: a text where an object stood, an object where
// a text stood.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** One element that is odd while it lasts. */
export interface OddElement {
  /** File below the recording, and the place in it: `a/b.json /items/[]/rules/[]`. */
  readonly name: string;
  /** Writes the file with the element odd. */
  put(): void;
  /** Writes it as it was. */
  back(): void;
}

interface Place {
  readonly path: string;
  readonly list: unknown[];
}

/** What says what a recording is and not what it holds. */
const OWN = /^(?:bundle|expected|earlier)\.json$|\/raw\/|\.error\.json$/;

/** The first element of each list of each answer of a folder, one after the other; of lists in the same place of a file the first one. */
export function* oddElements(folder: string, isMeant: (file: string) => boolean): Generator<OddElement> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.flatMap((one) => (one.isFile() ? [relative(folder, join(one.parentPath, one.name))] : []));
  for (const file of files.filter((one) => one.endsWith(".json") && !OWN.test(one) && isMeant(one)).sort()) {
    const text = readFileSync(join(folder, file), "utf8");
    const value: unknown = JSON.parse(text);
    for (const { path, list } of placesIn(value, "")) {
      const [first] = list;
      yield {
        name: `${file} ${path}`,
        put() {
          list[0] = typeof first === "string" ? { odd: 1 } : "odd";
          writeFileSync(join(folder, file), JSON.stringify(value));
          list[0] = first;
        },
        back: () => writeFileSync(join(folder, file), text),
      };
    }
  }
}

function* placesIn(value: unknown, path: string): Generator<Place> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) {
    for (const [key, one] of Object.entries(value)) yield* placesIn(one, `${path}/${key}`);
    return;
  }
  const [first] = value as readonly unknown[];
  if (typeof first !== "string" && (typeof first !== "object" || first === null)) return;
  yield { path: `${path}/[]`, list: value };
  yield* placesIn(first, `${path}/[]`);
}
