// One line of `npm run truth`: how much of what others published nhi gets right.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Figure {
  /** What was compared, in words. */
  readonly name: string;
  readonly got: number;
  readonly of: number;
  /** Things reported that must not be, of so many that could have been. */
  readonly falseAlarms?: { readonly got: number; readonly of: number };
  /** The least that `got` may be; every one when left out. */
  readonly floor?: number;
  /** What went wrong, one line each; printed when the figure fails. */
  readonly problems?: readonly string[];
}

/** A module test/truth/<name>.truth.ts exports this as `run`. */
export type TruthRun = () => Promise<readonly Figure[]>;

/** Folder of published ground truth beside the project; it is not part of it. */
export const GROUND_TRUTH = fileURLToPath(new URL("../../../shared/groundtruth/", import.meta.url));

export function hasGroundTruth(): boolean {
  return existsSync(GROUND_TRUTH);
}

/** Why the figure is not good enough; undefined when it is. */
export function shortfall({ got, of, floor, falseAlarms }: Figure): string | undefined {
  if (of === 0) return "nothing was compared";
  if (got < (floor ?? of)) return `below the floor of ${floor ?? of}`;
  if (falseAlarms !== undefined && falseAlarms.got > 0) return "false alarms";
  return undefined;
}

/** `58 of 59 lab accounts scanned; 0 false alarms on 32`. */
export function toLine({ name, got, of, falseAlarms }: Figure): string {
  const alarms = falseAlarms === undefined ? "" : `; ${falseAlarms.got} false alarms on ${falseAlarms.of}`;
  return `${got} of ${of} ${name}${alarms}`;
}
