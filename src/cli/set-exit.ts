// How a command says what its answer means: only bin sets the exit code of the process.

/** Called by a command with the exit code that its answer means. */
export type SetExit = (code: number) => void;
