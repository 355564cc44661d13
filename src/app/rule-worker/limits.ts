/** How long one rule may take for one batch of rows. */
export const ANSWER_SECONDS = 5;

/** Heap of the process, in MB. */
export const HEAP_MEGABYTES = 256;

/** How long the process may take to start. */
export const START_SECONDS = 60;
