// How nhi explore answers a key when there are very many identities: CPU of key press → frame, by what the key does.
import { fileURLToPath } from "node:url";
import { measure, median } from "./measure.js";
import { atMost, type Line } from "./table.js";

const KEYS = fileURLToPath(new URL("explore-keys.ts", import.meta.url));
/** A key that answers within a tenth of a second is felt as at once. */
const AT_ONCE_MS = 100;

interface Pressed {
  readonly opened: number;
  readonly identities: number;
  readonly figures: readonly {
    readonly what: string;
    readonly frame: readonly number[];
    readonly rest: readonly number[];
  }[];
}

/** Keys pressed in an explorer over this database; with `withFigures` beside what is to be reached. */
export function exploreLines(database: string, folder: string, withFigures: boolean): Line[] {
  const { stdout } = measure(["--import", "tsx", KEYS, database], folder);
  // Beside it stands what shows the cursor of a terminal again.
  const [json] = /^\{.*$/m.exec(stdout) ?? [];
  if (json === undefined) throw new Error(`explore-keys.ts printed ${stdout.slice(0, 500)}`);
  const { opened, identities, figures } = JSON.parse(json) as Pressed;
  const where = `explore, ${identities.toLocaleString("en-US")} identities`;
  return [
    atMost(`${where}: open`, opened / 1000, "CPU s"),
    ...figures.map(({ what, frame }) => {
      const limit = withFigures ? AT_ONCE_MS : undefined;
      return frame.length === 1
        ? atMost(`${where}: ${what}, key → frame`, frame[0] ?? Number.NaN, "CPU ms", limit)
        : atMost(`${where}: ${what}, key → frame, slowest of ${frame.length}`, Math.max(...frame), "CPU ms", limit);
    }),
    ...figures
      .filter(({ what }) => what.startsWith("first"))
      .map(({ what, rest }) => atMost(`${where}: ${what}, complete`, Math.max(...rest), "CPU ms")),
    atMost(
      `${where}: cursor at rest, page beside the list, median`,
      median(figures.flatMap(({ what, rest }) => (what === "down" ? rest : []))),
      "CPU ms",
    ),
  ];
}
