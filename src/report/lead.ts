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
  if (isCommand(first)) return first.replace(/\s*\\$/, " …");
  const end = lines.findIndex((line, at) => at > 0 && endsParagraph(line.trim()));
  const paragraph = [first, ...lines.slice(1, end < 0 ? undefined : end)].join(" ");
  const lead = firstSentence(paragraph).replace(/[:;,]$/, "");
  return lead.charAt(0).toUpperCase() + lead.slice(1);
}

function endsParagraph(line: string): boolean {
  return line === "" || line.startsWith("#") || MARK.test(line) || isCommand(line);
}
