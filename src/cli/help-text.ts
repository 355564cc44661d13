// What `nhi --help` says, made at build time: building a program of all commands for it takes as long as starting node.
declare const __NHI_HELP__: string | undefined;
declare const __NHI_VERSION__: string | undefined;

/** Columns that the text is wrapped for; terminals that are narrower get their own. */
export const HELP_COLUMNS = 80;

/** Undefined from source. */
export const HELP_TEXT: string | undefined = typeof __NHI_HELP__ === "string" ? __NHI_HELP__ : undefined;

/** What `nhi --version` says. Not src/model/version.ts: what all of nhi imports is a chunk of its own. */
export const VERSION_TEXT = `${typeof __NHI_VERSION__ === "string" ? __NHI_VERSION__ : "0.0.0-source"}\n`;
