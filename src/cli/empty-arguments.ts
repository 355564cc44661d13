// Empty arguments: what a shell hands over for a variable that is not set.

/**
 * What to say of the first argument that is empty (`--db ""`, `--db=`, `explain ""`), undefined where none is. No option and no
 * argument of nhi means anything by an empty text, and some would match all that has no name.
 */
export function emptyArgument(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === "" || /^--[\w-]+=$/.test(arg));
  if (at < 0) return undefined;
  const option = [args[at], args[at - 1]].find((arg) => arg?.startsWith("-") && arg !== "--");
  const what =
    option === undefined ? "an argument is empty" : `${option.replace(/=$/, "")} is followed by an empty text`;
  return `${what}; is a variable of the shell not set?`;
}
