// How complete an export is: what could not be read ends it with 3; what was read and does not decide is said, and is in
// the file. See docs/decisions/0013-exit-code-of-exports.md.
import { compareText } from "../model/compare.js";
import type { ReportSource } from "../model/report.js";
import { counted } from "../report/count.js";
import type { Terminal } from "./terminal.js";

const NAMED = 3;

interface Open {
  readonly accepted?: string;
}

const isOpen = ({ accepted }: Open): boolean => accepted === undefined;

/** Exit code of an export, 0 or 3, and a line on stderr for what is open and what to do about it. */
export function exportCode({ scopes, notEvaluated }: ReportSource, terminal: Terminal): 0 | 3 {
  const unread = scopes.flatMap(({ id, coverage, gaps }) =>
    [...coverage.filter(({ state }) => state !== "complete"), ...gaps].filter(isOpen).map(() => id),
  );
  if (unread.length > 0) {
    terminal.say(
      `nhi: exit 3: something could not be read of ${someOf(unread)}; nhi check lists it and what would open it (accepted_gaps in nhi.yaml accepts it)`,
    );
    return 3;
  }
  const undecided = notEvaluated.filter(isOpen);
  if (undecided.length > 0) {
    const rules = someOf(undecided.map(({ rule }) => rule));
    terminal.say(
      `nhi: all that was asked for was read; ${counted(undecided.length, "answer")} of rules could not be decided by it (${rules}): nhi check lists them, with --strict it ends with 3`,
    );
  }
  return 0;
}

function someOf(texts: readonly string[]): string {
  const different = [...new Set(texts)].sort(compareText);
  const rest = different.length - NAMED;
  return different.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
