// Whether a client keeps a record of what its agent calls, as its settings say. Variables of a shell are not seen.
import { at, type Located } from "./located.js";

/** `on`: tool calls are sent or written somewhere; `metrics`: numbers alone; `off`: the client could, and is not told to. */
export type Telemetry = "on" | "metrics" | "off";

interface Keeper {
  readonly client: string;
  /** What one file says; undefined where it says nothing. */
  saysOf(root: Located | undefined): Telemetry | undefined;
}

const KEEPERS: readonly Keeper[] = [
  { client: "claude-code", saysOf: ofClaudeCode },
  { client: "codex", saysOf: ofCodex },
  { client: "gemini-cli", saysOf: ofGemini },
];

/** What a file of a client says of it; undefined where it says nothing, and of clients that keep no record. */
export function telemetryIn(client: string, root: Located | undefined): Telemetry | undefined {
  return KEEPERS.find((one) => one.client === client)?.saysOf(root);
}

/** Whether the client can be told to keep a record. */
function keepsRecords(client: string): boolean {
  return KEEPERS.some((one) => one.client === client);
}

/** Switched on by one variable; each kind of data needs a place of its own. */
function ofClaudeCode(root: Located | undefined): Telemetry | undefined {
  const variable = (name: string) => at(root, "env", name)?.scalar;
  const enabled = variable("CLAUDE_CODE_ENABLE_TELEMETRY");
  if (enabled === undefined) return undefined;
  if (!/^(?:1|true|yes|on)$/i.test(String(enabled))) return "off";
  const goesTo = (name: string) =>
    String(variable(name) ?? "none")
      .split(",")
      .some((place) => place.trim() !== "none");
  if (goesTo("OTEL_LOGS_EXPORTER")) return "on";
  return goesTo("OTEL_METRICS_EXPORTER") ? "metrics" : "off";
}

/** A word, or a table of the kind of exporter; what goes to the vendor alone is no record of one's own. */
function ofCodex(root: Located | undefined): Telemetry | undefined {
  const exporter = at(root, "otel", "exporter");
  if (exporter === undefined) return undefined;
  return exporter.scalar === "none" || exporter.scalar === "statsig" ? "off" : "on";
}

function ofGemini(root: Located | undefined): Telemetry | undefined {
  const enabled = at(root, "telemetry", "enabled")?.scalar;
  return enabled === undefined ? undefined : enabled === true ? "on" : "off";
}

interface Said {
  readonly client: string;
  readonly home: string | undefined;
  readonly isManaged: boolean;
  readonly says: Telemetry;
}

const RANKS: readonly Telemetry[] = ["on", "metrics", "off"];

/**
 * What all files together say of a client in a home: those of the machine's administrator first, then the one that keeps
 * most. Undefined of clients that keep no record, and where files may say it that were not read.
 */
export function telemetryOver(
  said: readonly Said[],
  isWhole: boolean,
): (client: string, home: string | undefined) => Telemetry | undefined {
  return (client, home) => {
    const counting = said.filter(
      (one) => one.client === client && (one.home === home || one.home === undefined || home === undefined),
    );
    const managed = counting.filter(({ isManaged }) => isManaged);
    const heard = (managed.length > 0 ? managed : counting).map(({ says }) => says);
    return RANKS.find((one) => heard.includes(one)) ?? (isWhole && keepsRecords(client) ? "off" : undefined);
  };
}
