// The table that the benchmark prints: what, measured, the figure to reach.

export interface Line {
  readonly what: string;
  readonly measured: string;
  /** Empty when there is no figure for it. */
  readonly target: string;
  readonly reached?: boolean;
}

/** A measured number beside its upper limit, if there is one. */
export function atMost(what: string, value: number, unit: string, limit?: number): Line {
  const measured = `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.trim();
  if (limit === undefined) return { what, measured, target: "" };
  return { what, measured, target: `≤ ${limit} ${unit}`.trim(), reached: value <= limit };
}

/** Lines as text, columns aligned. */
export function toTable(lines: readonly Line[]): string {
  const width = (pick: (line: Line) => string) => Math.max(...lines.map((line) => pick(line).length));
  const [what, measured, target] = [
    width((line) => line.what),
    width((line) => line.measured),
    width((line) => line.target),
  ];
  return lines
    .map((line) => {
      const columns = [
        line.what.padEnd(what),
        line.measured.padStart(measured),
        line.target.padEnd(target),
        verdict(line),
      ];
      return columns.join("  ").trimEnd();
    })
    .join("\n");
}

function verdict({ reached }: Line): string {
  if (reached === undefined) return "";
  return reached ? "met" : "NOT MET";
}
