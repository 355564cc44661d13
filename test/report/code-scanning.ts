// Plays GitHub code scanning over several uploads: what it refuses, which alerts an upload opens, keeps and closes.
import type { Log, Run } from "sarif";
import { categoryOf, checkSarifLocations } from "./sarif-check.js";

/** Of a run, GitHub keeps the worst results and drops the rest: those are absent, as far as alerts are concerned. */
const MOST_ALERTS = 5000;

export interface Alert {
  readonly category: string;
  readonly rule: string;
  /** What tells it from the other alerts of its rule: the only fingerprint that GitHub reads. */
  readonly hash: string;
  readonly uri: string;
  readonly state: "open" | "fixed";
}

export interface Upload {
  /** Why the whole file was refused; nothing else happened then. */
  readonly refused: readonly string[];
  readonly opened: readonly Alert[];
  readonly closed: readonly Alert[];
  readonly reopened: readonly Alert[];
}

/** One branch of a repository with its alerts. */
export class CodeScanning {
  /** Tool and category → alert key → alert. */
  readonly #analyses = new Map<string, Map<string, Alert>>();

  /** All alerts there ever were, fixed ones too. */
  get alerts(): readonly Alert[] {
    return [...this.#analyses.values()].flatMap((alerts) => [...alerts.values()]);
  }

  get open(): readonly Alert[] {
    return this.alerts.filter(({ state }) => state === "open");
  }

  /** Takes one file, whole or not at all. An upload replaces what its tool and category had: what is absent is closed. */
  upload(log: Log): Upload {
    const refused = checkSarifLocations(log);
    if (refused.length > 0) return { refused, opened: [], closed: [], reopened: [] };
    const changes = log.runs.map((run) => this.#replace(run));
    return {
      refused,
      opened: changes.flatMap(({ opened }) => opened),
      closed: changes.flatMap(({ closed }) => closed),
      reopened: changes.flatMap(({ reopened }) => reopened),
    };
  }

  #replace(run: Run): Omit<Upload, "refused"> {
    const key = `${run.tool.driver.name} ${categoryOf(run)}`;
    const before = this.#analyses.get(key) ?? new Map<string, Alert>();
    const now = alertsOf(run);
    const closed = [...before]
      .filter(([id, { state }]) => state === "open" && !now.has(id))
      .map(([, alert]) => ({ ...alert, state: "fixed" as const }));
    const after = new Map([...before, ...closed.map((alert) => [idOf(alert), alert] as const), ...now]);
    this.#analyses.set(key, after);
    return {
      opened: [...now].filter(([id]) => !before.has(id)).map(([, alert]) => alert),
      closed,
      reopened: [...now].filter(([id]) => before.get(id)?.state === "fixed").map(([, alert]) => alert),
    };
  }
}

const idOf = ({ rule, hash }: Pick<Alert, "rule" | "hash">): string => `${rule} ${hash}`;

/** The alerts that a run asks for. Suppressed results count like all others: GitHub shows them as open. */
function alertsOf(run: Run): Map<string, Alert> {
  const worstFirst = [...(run.results ?? [])].sort(
    (a, b) => severityOf(run, b.ruleIndex) - severityOf(run, a.ruleIndex),
  );
  return new Map(
    worstFirst.slice(0, MOST_ALERTS).map((result) => {
      const alert: Alert = {
        category: categoryOf(run),
        rule: result.ruleId ?? "",
        hash: result.partialFingerprints?.["primaryLocationLineHash"] ?? "",
        uri: result.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "",
        state: "open",
      };
      return [idOf(alert), alert];
    }),
  );
}

function severityOf(run: Run, rule = -1): number {
  return Number(run.tool.driver.rules?.[rule]?.properties?.["security-severity"] ?? 0);
}
