// A role or user that is rid of something that holds it back, or has been given everything, as a session of it that nothing narrows.
import type { AwsPrincipal } from "../../estate.js";
import { WHOLE_GIFT } from "../escalation/full-access-grant.js";
import { toSession } from "../trust/session-frame.js";
import { withoutAll } from "./denying-policies.js";
import type { Removal } from "./removal-request.js";

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
  const suffix = suffixOf(labels, removals);
  const put = labels.filter((label) => byLabel.get(label)?.instead !== undefined);
  const gone = labels.filter((label) => !put.includes(label));
  const named = [phraseOf("without", gone, gone), phraseOf("with", put, gone)].filter((part) => part !== "").join(" ");
  const session = toSession(`${of.id}#${suffix}`, `${of.name} ${named}`, withoutAll(of, removals), []);
  return { of, session, removals };
}

function suffixOf(labels: readonly string[], [first]: readonly Removal[]): string {
  if (labels.length === 1 && first?.isOfBoundary === true) return "without-boundary";
  if (labels.length === 1 && first?.label === WHOLE_GIFT) return "within-boundary";
  return `without:${labels.join(",")}`;
}

function phraseOf(word: string, labels: readonly string[], gone: readonly string[]): string {
  if (labels.length === 0) return "";
  const phrase = (label: string): string => {
    if (label === "boundary") return "its boundary";
    return label === WHOLE_GIFT && !gone.includes("boundary") ? "all that its boundary lets through" : label;
  };
  return `${word} ${labels.map(phrase).join(", ")}`;
}
