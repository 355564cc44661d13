// A part of an answer of an API, live or recorded.

/** A part of an answer: some elements of its lists, and other values once. Plain JSON, no dates or buffers. */
export type Page = { readonly [key: string]: unknown };
