// A change that cuts paths, in words. Its id is what it is made to: a trust, a statement, permissions, a binding.

/** What sort of thing is changed. */
export function kindOf(fix: string): "trust" | "permissions" | "statement" | "binding" | "policy" {
  if (fix.endsWith("#trust")) return "trust";
  if (fix.endsWith("#permissions")) return "permissions";
  if (/#\d+$/.test(fix)) return "statement";
  return fix.includes(" ") || fix.endsWith("#assignment") ? "binding" : "policy";
}

/** The thing by name, as it came from outside: each format escapes it. */
export function fixText(fix: string): string {
  const at = fix.lastIndexOf("#");
  const holder = at < 0 ? fix : fix.slice(0, at);
  switch (kindOf(fix)) {
    case "trust":
      return `trust policy of ${holder}`;
    case "permissions":
      return `permissions of ${holder}`;
    case "statement":
      return `statement ${Number(fix.slice(at + 1)) + 1} of ${holder}`;
    default:
      return holder;
  }
}
