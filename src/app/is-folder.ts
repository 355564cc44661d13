// Whether what people name is a folder.
import { statSync } from "node:fs";

/** True of a folder that is there and of a name that ends with a slash. What cannot be looked at is none: to use it says why. */
export function isFolder(file: string): boolean {
  if (file.endsWith("/")) return true;
  try {
    return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
