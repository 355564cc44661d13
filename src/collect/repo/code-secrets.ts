// Values that infrastructure code writes out under a name that announces a secret: arguments and defaults of Terraform,
// properties and parameters of CloudFormation; and passwords of registries that a job of GitHub Actions or CircleCI takes its image
// from. Only their places leave; references and names of secrets are none.
import { announcesSecret } from "../secret-like.js";

export interface WrittenValue {
  readonly start: number;
  readonly end: number;
}

const TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$/;
const TEMPLATE = /\.(?:ya?ml|json|template)$/;
const TEMPLATE_SIGNS = /AWS::[A-Z]\w+::[A-Z]/;
const ARGUMENT = /^[ \t]*"?([A-Za-z_][\w-]{1,80})"?[ \t]*[=:][ \t]*"((?:[^"\\\n]|\\.){6,500})"/gm;
const DEFAULT = /^variable[ \t]+"([\w-]{1,80})"[ \t]*\{[^{}]{0,2000}?\bdefault[ \t]*=[ \t]*"([^"\n]{6,500})"/gm;
const PROPERTY =
  /^[ \t]*"?(\w{2,80})"?[ \t]*:[ \t]*(?:"([^"\n]{6,500})"|'([^'\n]{6,500})'|([^\s"'!{[&*|>#][^\n#]{5,500}))[ \t]*,?[ \t]*$/gm;
const PARAMETER = /^([ \t]*)"?(\w{2,80})"?[ \t]*:[ \t]*\{?[ \t]*\n(?=((?:\1[ \t]+[^\n]*\n){1,12}))/gm;
const PARAMETER_DEFAULT = /^[ \t]*"?Default"?[ \t]*:[ \t]*["']?([^"'\s!{][^"'\n]{5,500})["']?[ \t]*,?[ \t]*$/m;
/** Workflows and the configuration of CircleCI: other passwords in them are mostly those of a database that lives for one test. */
const PIPELINE = /(?:^|\/)(?:\.github\/workflows\/[^/]+|\.circleci\/config)\.ya?ml$/i;
/**
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials
 * https://circleci.com/docs/private-images/
 */
const REGISTRY =
  /\b(?:credentials|auth):[ \t]*(?:\n(?:[ \t]+username:[^\n]*\n)?[ \t]+|\{[^{}\n]*\b)password:[ \t]*(?:"([^"\n]{6,500})"|'([^'\n]{6,500})'|([^\s"'!{[&*|>#$,}][^\n#,}]{5,500}))/g;

/** Places of the values, in the order of the text. */
export function writtenSecrets(path: string, text: string): readonly WrittenValue[] {
  if (TERRAFORM.test(path)) return [...matched(text, ARGUMENT), ...matched(text, DEFAULT)];
  if (TEMPLATE.test(path) && TEMPLATE_SIGNS.test(text)) return [...matched(text, PROPERTY), ...defaults(text)];
  return PIPELINE.test(path) ? registryPasswords(text) : [];
}

function registryPasswords(text: string): WrittenValue[] {
  return [...text.matchAll(REGISTRY)].flatMap((match) => {
    const [whole, ...groups] = match;
    const value = groups.find((group) => group !== undefined)?.trimEnd() ?? "";
    return isWritten(value) && !value.startsWith("$") ? [placeIn(match.index, whole, value)] : [];
  });
}

function matched(text: string, pattern: RegExp): WrittenValue[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [whole, name = "", ...groups] = match;
    const value = groups.find((group) => group !== undefined)?.trimEnd() ?? "";
    return announcesSecret(name) && isWritten(value) ? [placeIn(match.index, whole, value)] : [];
  });
}

function defaults(text: string): WrittenValue[] {
  return [...text.matchAll(PARAMETER)].flatMap((match) => {
    const [whole, , name = "", body = ""] = match;
    if (!announcesSecret(name) || !/"?Type"?[ \t]*:/.test(body)) return [];
    const found = PARAMETER_DEFAULT.exec(body);
    const value = found?.[1]?.trimEnd() ?? "";
    if (found === null || !isWritten(value)) return [];
    return [placeIn(match.index + whole.length + found.index, found[0], value)];
  });
}

function placeIn(at: number, whole: string, value: string): WrittenValue {
  const start = at + whole.lastIndexOf(value);
  return { start, end: start + value.length };
}

/** Not a reference, an address, a path, or the name of something: those have neither figures among letters nor signs. */
function isWritten(value: string): boolean {
  if (
    /\$\{|\{\{|^(?:arn:|projects\/|vault:|op:\/\/|ssm:|\/|\.{1,2}\/|[\w-]+\.[\w.[\]-]+$|https?:\/\/[^@]*$|AWS::)/.test(
      value,
    )
  )
    return false;
  if (/^[a-z]+(?:[-_/][a-z0-9]{1,8})*$/.test(value) || /\s.*\s/.test(value)) return false;
  return /(?=.*[0-9])(?=.*[A-Za-z])|[!@#$%^&+=?,;~]/.test(value);
}
