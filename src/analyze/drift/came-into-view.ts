// Whether a data set shows now what it did not show before. One that lacked the same both times, such as the one bucket that
// refuses the scanner every day, brought nothing into view.
import type { ComparedDataSet, Missing } from "../../model/history.js";

/** Whether something of it may have been there before, hidden, that is seen now. */
export function hasCome({ before, after, isReread, missing }: ComparedDataSet): boolean {
  if (!isReread || before === "complete" || (after !== "complete" && after !== "partial")) return false;
  if (before !== "partial" || after !== "partial" || missing === undefined) return true;
  const [lacked, lacks] = [namesOf(missing.before), namesOf(missing.after)];
  return lacked === undefined || lacks === undefined || [...lacked].some((name) => !lacks.has(name));
}

/** How many things could not be read: said by the gaps, one by one. */
const COUNTED = /\b\d+ (?:of \d+|users\b).*(?:could not be read|read in part)$/;

/** What is missing, by name; undefined where that is not known, as of a list that broke off somewhere. */
function namesOf({ message, permission, gaps }: Missing): ReadonlySet<string> | undefined {
  const names = new Set(gaps.map((gap) => JSON.stringify([gap.subject, gap.permission ?? refusalOf(gap.message)])));
  const named = new Set(gaps.map((gap) => gap.message));
  const problems = (message ?? "").split("; ").filter((problem) => problem !== "" && !named.has(problem));
  const others = problems.filter((problem) => names.size === 0 || !COUNTED.test(problem));
  const isAlone = problems.length === 1;
  for (const problem of others) {
    const code = codeOf(problem);
    if (code !== undefined && !STANDING.test(code) && !(isAlone && permission !== undefined)) return undefined;
    names.add(refusalOf(problem));
  }
  return names.size === 0 ? undefined : names;
}

/** Codes of calls that were refused altogether: with any other a list may have broken off after some of its pages. */
const STANDING =
  /Denied|Unauthori[sz]ed|AuthorizationError|Forbidden|^PERMISSION_DENIED$|^40[34]$|NonPremium|Licen[cs]e|^NotRecorded$|^WrongShape$/i;

/** The vendor's code in `iam:ListUsers: AccessDenied: …`; undefined in a note, which has none. */
function codeOf(problem: string): string | undefined {
  const [, code] = problem.split(": ");
  return code === undefined || code.includes(" ") ? undefined : code;
}

/** The call and the code: what the vendor says besides, such as the name of the session, is another every day. */
function refusalOf(problem: string): string {
  const code = codeOf(problem);
  return code === undefined ? problem : `${problem.split(": ", 1)[0]}: ${code}`;
}
