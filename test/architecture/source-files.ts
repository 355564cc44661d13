// Reads our own sources for the architecture tests: which files there are and what each imports.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** Path from the root of the project, with forward slashes: `src/graph/search.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file of ours below the given folders, sorted by path. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return (
    folders
      .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      // The tools of the end-to-end tests are installed below them.
      .filter((entry) => !/[\\/]node_modules(?:[\\/]|$)/.test(entry.parentPath))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }))
  );
}

/**
 * What a file imports, static, dynamic and type imports alike. Relative ones come as paths from the root
 * (`src/model/words.ts`), packages and node: modules as written.
 */
export function importsOf(file: SourceFile): string[] {
  const { importedFiles } = ts.preProcessFile(file.text, true, true);
  return importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) return fileName;
    return posix.join(dirname(file.path), fileName).replace(/\.js(x?)$/, ".ts$1");
  });
}

/** Names that a file exports, with the line each stands on. */
export function exportedNames(file: SourceFile): { readonly name: string; readonly line: number }[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const isExported = (node: ts.Node) =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
  return source.statements.filter(isExported).flatMap((statement) => {
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
    return declaredNames(statement).map((name) => ({ name, line }));
  });
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}
