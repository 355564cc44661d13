// Node's own modules are taken as they are, not imported: for an import Node reads every export of one, and with them loads
// what stands behind each: fs/promises and streams for node:fs, Web Crypto for node:crypto.

const IMPORT = /^import (?:(\w+)|\{([^}]*)\}) from "(node:[\w/]+)";$/gm;

/** The chunk with its imports of Node's modules turned into declarations, before everything else in it. */
export function withoutBuiltinImports(text: string): string {
  const declared: string[] = [];
  const rest = text.replaceAll(IMPORT, (_, whole: string | undefined, names: string | undefined, module: string) => {
    const target = whole ?? `{${(names ?? "").replaceAll(/([\w$]+) as ([\w$]+)/g, "$1: $2")}}`;
    // A chunk may have a `process` of its own. From Node 20.16 on: https://nodejs.org/api/process.html#processgetbuiltinmoduleid
    declared.push(`const ${target} = globalThis.process.getBuiltinModule("${module}");`);
    return "";
  });
  return declared.length === 0 ? text : `${declared.join("\n")}\n${rest}`;
}
