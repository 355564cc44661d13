// What to do first, at the end of the terminal report: the change that cuts most, the worst rules, the permission that opens most.
import type { ReportSource } from "../../model/report.js";
import { SEVERITIES } from "../../model/words.js";
import { counted, formatCount } from "../count.js";
import { cutText, terminalText } from "../escape.js";
import { actionOfFix, isCommand } from "../lead.js";
import { openFindings } from "../order.js";
import { wrap } from "../text.js";
import { unknownCauses } from "../unknown-causes.js";
import { referenceFor, withFlags } from "./findings.js";
import { groupsOf } from "./groups.js";
import type { Look } from "./look.js";
import { scopeTitles } from "./scope-naming.js";

/** Rules whose fix is among the first things to do. */
const RULES = 2;
const MAX_TEXT = 400;

interface Step {
  readonly text: string;
  /** Stands alone on its line, to be copied. */
  readonly command?: string | undefined;
}

/** A heading and numbered lines; none where nothing was found and nothing is missing. */
export function* firstStepLines(source: ReportSource, look: Look): Generator<string> {
  const steps = [...fixSteps(source), ...ruleSteps(source), ...gapSteps(source)];
  if (steps.length === 0) return;
  yield look.strong("WHAT TO DO FIRST");
  for (const [at, { text, command }] of steps.entries()) {
    const lines = wrap(terminalText(cutText(text, MAX_TEXT)), look.columns - 5, look.interactive);
    yield* lines.map((line, row) => `${row === 0 ? `  ${at + 1}. ` : "     "}${line}`);
    if (command !== undefined) yield `     ${command}`;
  }
}

function fixSteps(source: ReportSource): Step[] {
  const { firstFix, isForgotten } = source;
  if (firstFix === undefined) return [];
  const { name, cut, reaching } = firstFix;
  const text = `Take away or narrow ${name}: this alone cuts ${formatCount(cut)} of ${formatCount(reaching)} paths to admin.`;
  return [{ text, command: isForgotten === true ? undefined : withFlags("nhi paths --choke", source) }];
}

function ruleSteps(source: ReportSource): Step[] {
  const open = openFindings(source);
  const groups = SEVERITIES.slice(0, 2).flatMap((severity) =>
    groupsOf(open.filter((finding) => finding.severity === severity)),
  );
  const reference = referenceFor(source);
  return groups.slice(0, RULES).map((group) => {
    const [{ rule, title, fix, message }] = group;
    const action = actionOfFix(fix);
    const what = group.length === 1 ? message : `${title} (${formatCount(group.length)})`;
    const told = reference(group[0]);
    const text =
      action === "" || isCommand(action) ? what : `${what}: ${action.charAt(0).toLowerCase()}${action.slice(1)}`;
    return {
      text: `${rule}  ${/[.!?]$/.test(text) ? text : `${text}.`}`,
      command: told === undefined ? undefined : withFlags(`nhi explain ${told}`, source),
    };
  });
}

/** The permission whose lack costs most rules. */
function gapSteps(source: ReportSource): Step[] {
  const open = unknownCauses(source).filter(
    ({ permission, accepted, rules }) => permission !== undefined && accepted === undefined && rules.length > 0,
  );
  const worst = open.reduce<(typeof open)[number] | undefined>(
    (most, one) => (most === undefined || one.rules.length > most.rules.length ? one : most),
    undefined,
  );
  if (worst?.permission === undefined) return [];
  const provider = worst.scope.slice(0, worst.scope.indexOf(":"));
  const text = `Let nhi use ${worst.permission} in ${scopeTitles(source)(worst.scope)} and scan again: ${counted(worst.rules.length, "rule")} could not be judged without.`;
  return [{ text, command: terminalText(`nhi permissions ${provider}`) }];
}
