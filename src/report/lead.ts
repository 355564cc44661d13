// The first words of a longer text, where one line has to do: the sentence that says it, the step that begins it.
import { terminalLines } from "./escape.js";

/** The first sentence of prose, on one line; all of it when there is only one. */
export function firstSentence(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return /^.*?[.!?](?=\s+[^a-z\s])/.exec(line)?.[0] ?? line;
}

const COMMAND = /^(?:\$ )?(?:aws|az|curl|docker|gcloud|gh|git|glab|helm|kubectl|nhi|npm|npx|terraform|tofu|vault) /;
const MARK = /^(?:\d+\.|[-*])\s+/;

/** Whether a line is there to be copied into a shell. */
export function isCommand(line: string): boolean {
  return COMMAND.test(line);
}

/** What a fix begins with: its first sentence, or its first command. What introduces a list or command loses its colon. */
export function leadOfFix(fix: string): string {
  const lines = terminalLines(fix);
  const first = (lines[0] ?? "").trim().replace(MARK, "");
  if (isCommand(first)) return wholeCommand(lines);
  const end = lines.findIndex((line, at) => at > 0 && endsParagraph(line.trim()));
  const paragraph = [first, ...lines.slice(1, end < 0 ? undefined : end)].join(" ");
  const lead = firstSentence(paragraph).replace(/[:;,]$/, "");
  return lead.charAt(0).toUpperCase() + lead.slice(1);
}

/** What a fix begins with once it is clear what is there: `See …` and the command that shows it are left out. */
export function actionOfFix(fix: string): string {
  let rest = fix;
  for (let lead = leadOfFix(rest); lead !== ""; lead = leadOfFix(rest)) {
    if (!lead.startsWith("See ")) return lead;
    const lines = rest.trim().split("\n");
    const end = lines.findIndex((line, at) => at > 0 && (line.trim() === "" || isCommand(line.trim())));
    if (end < 0) break;
    rest = lines.slice(end + 1).join("\n");
  }
  return leadOfFix(fix);
}

/** A command with the lines that it goes on in, on one line. */
function wholeCommand(lines: readonly string[]): string {
  const end = lines.findIndex((line) => !line.endsWith("\\"));
  const parts = lines.slice(0, end < 0 ? undefined : end + 1).map((line) => line.trim().replace(/\s*\\$/, ""));
  return parts.join(" ").replace(MARK, "");
}

function endsParagraph(line: string): boolean {
  return line === "" || line.startsWith("#") || MARK.test(line) || isCommand(line);
}
