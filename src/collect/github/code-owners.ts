// Who owns a whole repository, as its CODEOWNERS says: the file that GitHub takes, and its last rule for everything.

/** Where GitHub looks, the first one counts. */
const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
const EVERYTHING: ReadonlySet<string> = new Set(["*", "**", "/**", "**/*", "/**/*"]);
/** @login, @org/team or an address. */
const OWNER = /^(?:@[\w-]+(?:\/[\w.-]+)?|[^@\s]+@[^@\s]+)$/;

/** First owner of everything; undefined where there is no such file, no such rule, or that rule names nobody. */
export function codeOwnerOf(files: readonly { readonly path: string; readonly text: string }[]): string | undefined {
  const file = PLACES.map((place) => files.find(({ path }) => path === place)).find((found) => found !== undefined);
  let owner: string | undefined;
  for (const line of file?.text.split(/\r?\n/) ?? []) {
    const [pattern = "", ...names] = line
      .replace(/(?:^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    if (EVERYTHING.has(pattern)) owner = names.find((name) => OWNER.test(name));
  }
  return owner;
}
