// Pictures of nhi explore for the documentation, drawn from the screens that it shows of the demo's estate.
// usage: npm run screenshots    (writes docs/images/explore*.svg)
import { mkdir, writeFile } from "node:fs/promises";
import { openExplorer } from "../src/app/explore/index.js";
import { resolveSettings } from "../src/app/settings.js";
import type { Press } from "../src/cli/explore/keys.js";
import { Model } from "../src/cli/explore/model.js";
import type { Line, Piece, Size } from "../src/cli/explore/screen.js";
import { textWidth } from "../src/report/text.js";

const FOLDER = "docs/images";
const CELL = { width: 8.4, height: 18 };
const COLOURS: { readonly [tint: string]: string } = {
  red: "#f14c4c",
  redBright: "#ff7b72",
  yellow: "#e3b341",
  blue: "#6cb6ff",
  cyan: "#56d4dd",
  green: "#57ab5a",
  gray: "#8b949e",
};
const INK = "#d7dde4";
const PAPER = "#16191d";

const DOWN: Press = { name: "down", text: "" };
const ENTER: Press = { name: "enter", text: "" };
const text = (one: string): Press => ({ text: one });

interface Picture {
  readonly name: string;
  readonly size: Size;
  readonly keys: readonly Press[];
}

const PICTURES: readonly Picture[] = [
  { name: "explore", size: { columns: 80, rows: 24 }, keys: [text("s"), text("s"), DOWN, DOWN] },
  {
    name: "explore-path",
    size: { columns: 80, rows: 30 },
    keys: [text("3"), text("/"), text("any repository"), ENTER, ENTER],
  },
  { name: "explore-wide", size: { columns: 150, rows: 36 }, keys: [text("2"), text("r"), DOWN] },
];

function toSvg(lines: readonly Line[], { columns, rows }: Size): string {
  const width = Math.ceil(columns * CELL.width) + 24;
  const height = rows * CELL.height + 16;
  const body = lines.flatMap((line, row) => {
    let column = 0;
    return line.map((piece) => {
      const at = column;
      column += textWidth(piece.text);
      return toRun(piece, 12 + at * CELL.width, 8 + row * CELL.height);
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="nhi explore in a terminal">`,
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>`,
    `<g font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`,
    ...body.filter(Boolean),
    "</g></svg>",
    "",
  ].join("\n");
}

function toRun({ text: said, color, bold = false, dim = false, inverse = false }: Piece, x: number, y: number): string {
  if (said.trim() === "" && !inverse) return "";
  const length = (textWidth(said) * CELL.width).toFixed(1);
  const ink = color === undefined ? INK : (COLOURS[color] ?? INK);
  const back = inverse
    ? `<rect x="${x.toFixed(1)}" y="${y}" width="${length}" height="${CELL.height}" fill="${ink}"/>`
    : "";
  const style = `${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.65"' : ""}`;
  // Spaces would be taken together, and the letters stretched to where they were.
  const letters = said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(" ", "\u00a0");
  return `${back}<text x="${x.toFixed(1)}" y="${y + 13}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${inverse ? PAPER : ink}"${style}>${letters}</text>`;
}

const settings = await resolveSettings({ bundle: ["fixtures/acme"], config: undefined }, [], {});
const quiet = { out: () => {}, say: () => {}, detail: () => {}, progress: () => {}, settle: () => {} };
const unstopped = {
  signal: new AbortController().signal,
  stoppable: <T>(work: () => Promise<T>) => work(),
  telling: <T>(_line: string, work: () => Promise<T>) => work(),
  stopCode: 130,
};
const terminal = { ...quiet, ...unstopped, color: false, columns: 80 };
const explorer = await openExplorer(settings, terminal);
await mkdir(FOLDER, { recursive: true });
for (const { name, size, keys } of PICTURES) {
  const model = new Model(explorer, size);
  model.finish();
  for (const key of keys) {
    model.press(key);
    model.finish();
  }
  await writeFile(`${FOLDER}/${name}.svg`, toSvg(model.lines(), size));
  console.log(`${FOLDER}/${name}.svg`);
}
explorer.close();
