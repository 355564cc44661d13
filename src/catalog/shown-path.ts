// How files are named to people: relative to where they are, when they are below it.
import { isAbsolute, relative } from "node:path";

/** A file below the working directory relative to it, with `/`; any other as it is given. */
export function shownPath(file: string): string {
  const near = relative(process.cwd(), file);
  return near === "" || near.startsWith("..") || isAbsolute(near) ? file : near.replaceAll("\\", "/");
}
