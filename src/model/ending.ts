/** Signals by which people and systems end a process: Ctrl-C, `kill` or a job that is cancelled, a terminal that went away. */
export const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
