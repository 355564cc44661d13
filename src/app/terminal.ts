// What a command may do with the terminal, as app sees it. Implemented by cli; tests give their own.

export interface Terminal {
  /** The report: stdout and nothing else. */
  out(chunk: string): Promise<void> | void;
  /** A message line: stderr. */
  say(line: string): void;
  /** A line only with --verbose. */
  detail(line: string): void;
  /** Shows how far a crawl is; draws on a terminal, silent in pipes, CI and with --quiet. */
  progress(scope: string, word: string, count: number): void;
  /** Removes the progress lines, before anything else is written. */
  settle(): void;
  /** Whether stdout may be coloured. */
  readonly color: boolean;
  /** Columns of stdout; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
}
