// A role or user that is rid of something that holds it back, as a session of it that nothing narrows.
import type { AwsPrincipal } from "../aws/estate.js";
import { type Removal, withoutAll } from "./denials.js";
import { toSession } from "./session-frame.js";

export interface Released {
  readonly of: AwsPrincipal;
  readonly session: AwsPrincipal;
  /** All that is gone. */
  readonly removals: readonly Removal[];
}

/** The principal once all of it is done; the same things gone are the same session, whoever did it and in which order. */
export function toReleased(of: AwsPrincipal, removals: readonly Removal[]): Released {
  const byLabel = new Map(removals.map((one) => [one.label, one]));
  const labels = [...byLabel.keys()].sort();
  const isBoundaryAlone = labels.length === 1 && removals[0]?.isOfBoundary === true;
  const suffix = isBoundaryAlone ? "without-boundary" : `without:${labels.join(",")}`;
  const put = labels.filter((label) => byLabel.get(label)?.instead !== undefined);
  const gone = labels.filter((label) => !put.includes(label));
  const named = [phraseOf("without", gone), phraseOf("with", put)].filter((part) => part !== "").join(" ");
  const session = toSession(`${of.id}#${suffix}`, `${of.name} ${named}`, withoutAll(of, removals), []);
  return { of, session, removals };
}

function phraseOf(word: string, labels: readonly string[]): string {
  if (labels.length === 0) return "";
  return `${word} ${labels.map((label) => (label === "boundary" ? "its boundary" : label)).join(", ")}`;
}
