// Formats of `nhi diff`, for the command line: the reporter itself is loaded when something is printed.
export const DIFF_FORMATS = ["pretty", "json", "jsonl", "csv", "markdown"] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];
