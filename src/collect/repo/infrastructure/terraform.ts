// The Terraform of a checkout: its folders, its root modules, and what they declare.
import { addAll } from "../../../model/add-all.js";
import { addTo } from "../../../model/group-by.js";
import { evaluate } from "./evaluate.js";
import type { Block, Expression, Place, SyntaxFault } from "./expression.js";
import { type HclParser, loadHclParser } from "./hcl-parser.js";
import { type HclFile, readHcl, readHclExpression } from "./hcl-syntax.js";
import { KEY_TYPES, STORE_TYPES } from "./key-types.js";
import { type Checkout, type Declared, type Folder, Instance, joinPath, localSource } from "./module.js";
import { readTerraformJson } from "./terraform-json.js";

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface TerraformCode {
  readonly declared: readonly Declared[];
  readonly faults: readonly SyntaxFault[];
}

const CODE = /\.(?:tf|tofu)(?:\.json)?$/;
const GIVEN = /(?:^|\/)(?:terraform\.tfvars|[^/]+\.auto\.tfvars)$/;
/** A folder without any of these declares nothing that is looked for, and calls no module of the checkout. */
const SIGNS = new RegExp(
  [
    "assume_role_policy",
    "federated_identity_credential",
    "workload_identity",
    "google_service_account_iam",
    String.raw`source["\s]*[=:]\s*"\.{1,2}/`,
    ...Object.keys(KEY_TYPES),
    ...Object.keys(STORE_TYPES),
  ].join("|"),
);

function isTerraform(path: string): boolean {
  return CODE.test(path) && !path.split("/").includes(".terraform");
}

/** Reads what the Terraform files of a checkout declare. The parser is loaded only when there is a file worth it. */
export async function readTerraform(files: readonly SourceText[]): Promise<TerraformCode> {
  const code = files.filter(({ path }) => isTerraform(path));
  const wanted = new Set(code.filter(({ text }) => SIGNS.test(text)).map(({ path }) => folderOf(path)));
  if (wanted.size === 0) return { declared: [], faults: [] };
  const parse = await loadHclParser();
  const faults: SyntaxFault[] = [];
  const folders = new Map<string, Folder>();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const byFolder = groupByFolder(code);
  const given = groupByFolder(files.filter(({ path }) => GIVEN.test(path)));
  const open = (path: string): Folder | undefined => {
    const known = folders.get(path);
    const own = byFolder.get(path);
    if (known !== undefined || own === undefined) return known;
    const made = toFolder(path, own, given.get(path) ?? [], parse, faults);
    folders.set(path, made);
    return made;
  };
  for (const path of [...wanted].sort()) open(path);
  const checkout: Checkout = {
    folder: open,
    fileText: (path) => texts.get(joinPath("", path) ?? ""),
    template: (text, place) => readHclExpression(`<<NHI_TEMPLATE\n${text}\nNHI_TEMPLATE\n`, place, parse),
  };
  const roots = rootsOf([...folders.values()]);
  return { declared: roots.flatMap((folder) => [...new Instance(folder, checkout).declared()]), faults };
}

/** Folders that no other one calls. Of those that only call each other every one is a root. */
function rootsOf(folders: readonly Folder[]): readonly Folder[] {
  const called = new Set(
    folders.flatMap(({ path, modules }) => modules.flatMap((call) => localSource(path, call) ?? [])),
  );
  const roots = folders.filter(({ path }) => !called.has(path));
  return roots.length > 0 ? roots : folders;
}

function groupByFolder(files: readonly SourceText[]): ReadonlyMap<string, readonly SourceText[]> {
  const groups = new Map<string, SourceText[]>();
  for (const file of files) {
    const folder = folderOf(file.path);
    addTo(groups, folder, file);
  }
  return groups;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function toFolder(
  path: string,
  files: readonly SourceText[],
  given: readonly SourceText[],
  parse: HclParser,
  faults: SyntaxFault[],
): Folder {
  const read = (file: SourceText): HclFile =>
    file.path.endsWith(".json") ? readTerraformJson(file.path, file.text, parse) : readHcl(file.path, file.text, parse);
  const found = files.map(read);
  // Later files win: terraform.tfvars, then *.auto.tfvars by name.
  const order = [...given].sort(
    (a, b) => Number(b.path.endsWith("/terraform.tfvars")) - Number(a.path.endsWith("/terraform.tfvars")),
  );
  const values = order.map(read);
  addAll(
    faults,
    found.flatMap((file) => file.faults),
    values.flatMap((file) => file.faults),
  );
  const blocks = found.flatMap((file) => file.blocks);
  const named = (type: string): ReadonlyMap<string, Block> =>
    new Map(blocks.filter((block) => block.type === type).map((block) => [block.labels[0] ?? "", block]));
  const locals = blocks.filter(({ type }) => type === "locals").flatMap(({ attributes }) => [...attributes]);
  return {
    path,
    variables: named("variable"),
    outputs: named("output"),
    locals: new Map(locals),
    resources: blocks.filter(({ type }) => type === "resource"),
    data: blocks.filter(({ type }) => type === "data"),
    modules: blocks.filter(({ type }) => type === "module"),
    given: new Map(values.flatMap(({ attributes }) => [...attributes])),
  };
}

/** Value of an argument of a declared resource; undefined when it is not given. */
export function argumentOf({ block, frame }: Declared, name: string): ReturnType<typeof evaluate> | undefined {
  const expression = block.attributes.get(name);
  return expression === undefined ? undefined : evaluate(expression, frame);
}

/** Where an argument stands, else its resource. */
export function placeOfArgument({ block }: Declared, name: string): Place {
  const expression: Expression | undefined = block.attributes.get(name);
  return expression?.place ?? block.place;
}
