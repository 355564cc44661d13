// CloudFormation and SAM templates, in YAML or JSON, written by hand or synthesised: the roles that they declare.
import { addAll } from "../../../model/add-all.js";
import type { DeclaredKey } from "./declared-keys.js";
import type { SyntaxFault } from "./expression.js";
import { createScope } from "./intrinsics.js";
import { KEY_TYPES } from "./key-types.js";
import type { DeclaredRole } from "./role-trusts.js";
import { readTemplate, type TemplateFile } from "./template-file.js";
import type { SourceText } from "./terraform.js";
import { hasMark, isMap, placeOfValue, type Value, type ValueMap } from "./value.js";

export interface Templates {
  /** Ids of both are file and logical id. */
  readonly roles: readonly DeclaredRole[];
  readonly keys: readonly DeclaredKey[];
  readonly faults: readonly SyntaxFault[];
}

const NAME = /\.(?:ya?ml|json|template)$/;
/** What every template has; other YAML and JSON is not parsed at all. */
const SIGNS = /["']?Resources["']?\s*:/;
const ROLE = /AWS::IAM::(?:Role|User|AccessKey)|AWS::Serverless::Function/;
/** Types whose trust policy is an argument. */
const TRUSTS: { readonly [type: string]: { readonly name: string } } = {
  "AWS::IAM::Role": { name: "RoleName" },
  "AWS::Serverless::Function": { name: "" },
};

/** Roles and access keys that templates declare, with the faults of those that do not parse; other files are passed over. */
export function readCloudFormation(files: readonly SourceText[]): Templates {
  const roles: DeclaredRole[] = [];
  const keys: DeclaredKey[] = [];
  const faults: SyntaxFault[] = [];
  for (const file of files) {
    if (!NAME.test(file.path) || !SIGNS.test(file.text) || !ROLE.test(file.text)) continue;
    const template = readTemplate(file);
    addAll(faults, template.faults);
    if (template.root === undefined) continue;
    addAll(roles, rolesOf(file.path, template));
    addAll(keys, keysOf(file.path, template));
  }
  return { roles, keys, faults };
}

function rolesOf(file: string, { root }: TemplateFile): DeclaredRole[] {
  if (root === undefined) return [];
  const scope = createScope(root);
  return Object.entries(mapOf(root["Resources"])).flatMap(([id, resource]) => {
    if (!isMap(resource) || typeof resource["Type"] !== "string") return [];
    const kind = Object.hasOwn(TRUSTS, resource["Type"]) ? TRUSTS[resource["Type"]] : undefined;
    if (kind === undefined || scope.isLeftOut(resource["Condition"])) return [];
    const given = mapOf(resource["Properties"]);
    const trust = given["AssumeRolePolicyDocument"];
    if (trust === undefined) return [];
    const name = scope.resolve(given[kind.name]);
    const place = placeOfValue(resource) ?? { file, line: 1, column: 1 };
    return [
      {
        id: `${file}#${id}`,
        address: id,
        name: typeof name === "string" && name !== "" && !hasMark(name) ? name : undefined,
        trust: scope.resolve(trust) ?? "",
        place,
        trustPlace: placeOfValue(trust) ?? place,
        isInOwnAccount: true,
      },
    ];
  });
}

/** Access keys, and console passwords of users, which a template gives them in plain text or from a secret. */
function keysOf(file: string, { root }: TemplateFile): DeclaredKey[] {
  if (root === undefined) return [];
  const scope = createScope(root);
  return Object.entries(mapOf(root["Resources"])).flatMap(([id, resource]) => {
    if (!isMap(resource) || scope.isLeftOut(resource["Condition"])) return [];
    const { Type: type } = resource;
    const given = mapOf(resource["Properties"]);
    const kind =
      type === "AWS::IAM::AccessKey"
        ? KEY_TYPES["aws_iam_access_key"]
        : type === "AWS::IAM::User" && given["LoginProfile"] !== undefined
          ? KEY_TYPES["aws_iam_user_login_profile"]
          : undefined;
    if (kind === undefined || typeof type !== "string") return [];
    const place = placeOfValue(resource) ?? { file, line: 1, column: 1 };
    const status = scope.resolve(given["Status"]) === "Inactive" ? "inactive" : "active";
    return [{ ...kind, id: `${file}#${id}`, address: id, made: type, place, status, isReadOnly: false }];
  });
}

function mapOf(value: Value | undefined): ValueMap {
  return isMap(value) ? value : {};
}
