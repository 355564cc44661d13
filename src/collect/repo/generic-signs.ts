// What must stand in a text for a rule of secretlint's preset to report anything there, taken from the rule's own
// expression and never narrower. Most texts have none of it and need not be given to the preset, which is slow.
import { Keywords } from "../keywords.js";

/** What opens a text to the preset: one of the signs, in any case, and then what a sign that is common must stand in. */
export interface Gate {
  /** The rule that it is for, without the preset's prefix. */
  readonly rule: string;
  /** In lower case. */
  readonly signs: readonly string[];
  readonly within?: RegExp;
}

/** All rules of the preset but that of Google, which reads files only with an extension that it is not told. */
export const GATES: readonly Gate[] = [
  { rule: "aws", signs: ["secretaccesskey", "secret_accesskey", "secretaccess_key", "secret_access_key"] },
  { rule: "npm", signs: ["x-oauth-basic@github", "_authtoken="] },
  { rule: "npm", signs: ["npm_"], within: /npm_\w{36}/ },
  { rule: "slack", signs: ["xoxb-", "xoxp-", "xapp-", "xoxa-", "xoxo-", "xoxr-", "hooks.slack.com/services/t"] },
  { rule: "basicauth", signs: ["://"], within: /:\/\/[-\w]{1,256}:[-\w]{1,256}@/ },
  { rule: "openai", signs: ["t3blbkfj"] },
  { rule: "anthropic", signs: ["sk-ant-api0"] },
  { rule: "groq", signs: ["gsk_"], within: /gsk_[A-Za-z0-9]{52}/ },
  { rule: "huggingface", signs: ["hf_"], within: /hf_[A-Za-z]{34}/ },
  { rule: "linear", signs: ["lin_api_"] },
  { rule: "notion", signs: ["ntn_"], within: /ntn_\d{11}/ },
  { rule: "privatekey", signs: ["private key"], within: /-----BEGIN[^-]{0,30}PRIVATE KEY/ },
  { rule: "sendgrid", signs: ["sg."], within: /SG\.\w{1,128}\.\w/ },
  { rule: "shopify", signs: ["shppa_", "shpca_", "shpat_", "shpss_"] },
  { rule: "github", signs: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], within: /gh[pousr]_\w{36}/ },
  { rule: "github", signs: ["github_pat_"], within: /github_pat_\w{82}/ },
  { rule: "gitlab", signs: ["glpat-"] },
  { rule: "grafana", signs: ["glc_", "glsa_"], within: /glc_[\w+/]{32}|glsa_\w{32}/ },
  { rule: "1password", signs: ["ops_ey"] },
  {
    rule: "database-connection-string",
    signs: ["mongodb", "mysql", "postgres"],
    within: /(?:mongodb(?:\+srv)?|mysqlx?|postgres(?:ql)?):\/\/[^:/\s]{1,100}:[^@/\s]{1,200}@/i,
  },
  { rule: "hashicorp-vault", signs: ["hvs.", "hvb.", "hvr."], within: /hv[sbr]\.[\w-]{90}/ },
  { rule: "vercel", signs: ["vcp_", "vci_", "vca_", "vcr_", "vck_"], within: /vc[piark]_[A-Za-z0-9]{20}/ },
  { rule: "databricks", signs: ["dapi"], within: /dapi[A-Fa-f0-9]{32}/ },
  { rule: "docker", signs: ["dckr_pat_"] },
  { rule: "figma", signs: ["figd_"] },
];

const words = GATES.flatMap(({ signs }) => signs);
const gates = GATES.flatMap((gate) => gate.signs.map(() => gate));
const keywords = new Keywords(words);

/** Whether a rule of the preset may report something in a text. */
export function mayHoldGeneric(text: string): boolean {
  const signed = new Set([...keywords.in(text)].map((word) => gates[word]));
  return [...signed].some((gate) => gate?.within?.test(text) ?? gate !== undefined);
}
