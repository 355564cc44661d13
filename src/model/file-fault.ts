// What the system says of a file or folder that cannot be used, in words: where, why and what to do next.

/** By code of the system: https://man7.org/linux/man-pages/man3/errno.3.html. */
const CAUSES: { readonly [code: string]: string } = {
  ENOENT: "no such file",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file",
  ELOOP: "the links in it lead to each other",
  ENAMETOOLONG: "the name is too long",
  EIO: "the device reports an error",
  EMFILE: "too many files are open; raise the limit (ulimit -n) and run again",
  ENFILE: "too many files are open; end other programs and run again",
  ENOSPC: "the disk is full; free some space and run again",
  EROFS: "the file system is read-only",
};

/** Why a file cannot be used; undefined for an error that is not the system's, or one of which nothing is known. */
export function causeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return Object.hasOwn(CAUSES, code) ? CAUSES[code] : undefined;
}

/** An error of the system that names a file, as a sentence about that file; undefined for every other error. */
export function fileFault(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (error instanceof Error && "syscall" in error && error.syscall === "uv_cwd") {
    return "the folder that nhi was started in is gone, or may not be read: change into another one";
  }
  if (cause === undefined || !(error instanceof Error) || !("syscall" in error)) return undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return path === undefined ? undefined : `${path}: cannot be used: ${cause}`;
}
