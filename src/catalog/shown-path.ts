// How files are named to people: relative to where they are, when they are below it.
import { isAbsolute, relative } from "node:path";

export function shownPath(file: string): string {
  const near = relative(process.cwd(), file);
  return near === "" || near.startsWith("..") || isAbsolute(near) ? file : near.replaceAll("\\", "/");
}
