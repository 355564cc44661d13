// What the exit codes mean: one source of `nhi help exit-codes` and of docs/exit-codes.md.

/** Every code and what it says, in lines of a terminal. */
export const EXIT_CODES: readonly { readonly code: number; readonly says: readonly string[] }[] = [
  { code: 0, says: ["nothing at or over the threshold, or the command is done"] },
  {
    code: 1,
    says: [
      "findings at or over it (scan and check; demo and diff when --fail-on is",
      "given); paths: none found; can: denied",
    ],
  },
  { code: 2, says: ["wrong usage, wrong configuration, or a defect of nhi"] },
  {
    code: 3,
    says: [
      "incomplete: a source failed, nothing or little could be read of a scope,",
      "coverage is worse than the baseline's, or, with --strict, something was not",
      "evaluated; for other commands: done in part, or what was not read could change",
      "the answer",
    ],
  },
  {
    code: 130,
    says: [
      "interrupted (Ctrl-C); what was read is kept, and the next scan goes on",
      "from there; 143 when SIGTERM ended it, 129 when its terminal went away",
    ],
  },
];

/** What 0, 1, 2 and 3 are of which commands. */
export const CODES_BY_COMMAND: readonly (readonly [command: string, ...codes: readonly string[]])[] = [
  [
    "`scan`, `check`",
    "nothing at or over the threshold",
    "findings at or over it",
    "usage, config or internal error",
    "incomplete",
  ],
  ["`demo`", "done", "findings at or over `--fail-on`, when it is given", "error", "–"],
  ["`paths`", "found", "none found", "error", "none found, but something that was not read could hide one"],
  [
    "`can`",
    "allowed; with `--requests` always",
    "denied",
    "error",
    "depends, or denied what its cloud has no action called",
  ],
  ["`diff`", "all was compared", "a new finding at or over `--fail-on`, when it is given", "error", "compared in part"],
  ["all others", "done", "–", "error", "done in part"],
];

/** What holds of them, in lines of a terminal. */
export const EXIT_NOTES: readonly (readonly string[])[] = [
  [
    "The threshold is --fail-on critical|high|medium|low|none; high when it is not",
    "given. 1 wins over 3: a build that fails for a finding fails for that. An error",
    "that nobody foresaw is 2, never 1, so that a crash is not taken for a finding.",
    "--severity says what is listed, not what counts.",
  ],
  [
    "With --baseline FILE only findings that the baseline does not know count;",
    "--new-only says so, and refuses to run without one. A rule that the baseline",
    "does not know reports, but does not fail.",
  ],
  [
    "Little was read of a scope where more rules had what they need refused (or it",
    "failed) than could be judged: credentials that lost their rights do not end with",
    "0 because one call was still answered. Fewer refusals are gaps, and leave it 0;",
    "accepted ones do not count, nor do rules about agents in files of repositories.",
  ],
  [
    "An account of AWS is incomplete, too, where the answer with its identities",
    "(iam:GetAccountAuthorizationDetails) was refused, is not in the bundle or was",
    "read in part: little is judged without it. A credential report alone is scanned",
    "for what it says.",
  ],
  [
    "diff is 3 when a data set was read whole at one of the two times only: what",
    "changed in it is not known. What was not read again, or was refused both times,",
    "is listed and leaves it 0.",
  ],
  [
    "The report goes to stdout and nothing else does: progress, warnings and the",
    "closing line are on stderr. With --output FILE stdout stays empty.",
  ],
];

/** The topic of `nhi help`. */
export function exitCodesText(): string {
  const codes = EXIT_CODES.map(({ code, says }) => `- ${code}: ${says.join("\n  ")}`);
  const notes = EXIT_NOTES.map((lines) => lines.join("\n"));
  return `\n${codes.join("\n")}\n\n${notes.join("\n\n")}\n\n    nhi check --fail-on critical --strict`;
}
