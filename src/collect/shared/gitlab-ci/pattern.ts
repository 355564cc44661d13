// Patterns of included files. As GitLab reads them: `*` within a folder, `**` through any number of them, slashes as written.
import { RE2JS } from "re2js";

/** Compiled for matching in linear time, whatever a pipeline asks for. */
export function toPattern(pattern: string): RE2JS {
  const parts = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : RE2JS.quote(part)));
  return RE2JS.compile(parts.join(""));
}

/** The folder that all matches lie in, without a slash at its end; empty for the root. */
export function folderOf(pattern: string): string {
  const [before = ""] = pattern.split("*");
  return before.slice(0, Math.max(0, before.lastIndexOf("/")));
}
