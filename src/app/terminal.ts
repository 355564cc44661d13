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
  /** Aborted when a signal ends the process while work that can stop goes on. */
  readonly signal: AbortSignal;
  /**
   * Runs work that stops and keeps what it has once `signal` is aborted: Ctrl-C, SIGTERM and a lost terminal ask for it.
   * Within `telling` they end the process at once with a line, and at any other time as they do of programs that know nothing of them.
   */
  stoppable<T>(work: () => Promise<T>): Promise<T>;
  /** Runs work that a signal ends at once: the line says what is kept then, and how to go on. */
  telling<T>(line: string, work: () => Promise<T>): Promise<T>;
  /** Exit code of a command that was asked to stop: 128 and the number of the signal, as shells count. */
  readonly stopCode: number;
}
