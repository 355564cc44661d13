// Actions that read and do no more, by the access levels that AWS gives them and what these leave out: that an action which AWS counts
// as reading acts all the same, hands over a credential, or that one which it counts as writing is a part of reading.
import { oncePer } from "../../../model/once.js";
import { type ActionDictionary, setBit } from "./actions.js";

/** Counted as reading by AWS, and not: they run something, sign in, connect or take part. */
const ACTING =
  /:(?:Access|Agentic|Allow|Apply|Approve|Assume|Auth|Call|Chat|Complete|Connect|Create|Execute(?!Query)|Invoke|Pass|Poll|Put|Register|Reveal|Run|Send|Start(?:App|OAuth)|Unmask|Use)/;

/** They answer with a credential that opens something else than what the caller has already. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  "bedrock-agentcore:GetResourceApiKey",
  "bedrock-agentcore:GetResourceOauth2Token",
  "bedrock-agentcore:GetResourcePaymentToken",
  "codeconnections:GetConnectionToken",
  "codeconnections:GetIndividualAccessToken",
  "codestar-connections:GetConnectionToken",
  "codestar-connections:GetIndividualAccessToken",
  "secretsmanager:BatchGetSecretValue",
  "secretsmanager:GetSecretValue",
]);

/** Levels other than reading, by name: what it lists or describes, and who may do what. */
const READING = /:(?:Describe|List|Get\w*(?:Permissions?|Policy)$)/;

/**
 * The rest of them: what is decrypted has to be read first, and the others stand in ReadOnlyAccess of AWS itself.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
 */
const READING_TOO: ReadonlySet<string> = new Set([
  "athena:GetSessionEndpoint",
  "cognito-idp:GetTokensFromRefreshToken",
  "iot:GetConnection",
  "kms:Decrypt",
]);

/** Verbs of actions that the dictionary does not know. */
const UNKNOWN_READING = /^[a-z0-9-]+:(?:BatchGet|Describe|Get|List|Search|View)/i;

/** Bits of the actions that only read. Not to be written to. */
export const readingActions: (dictionary: ActionDictionary) => Uint32Array = oncePer((dictionary) => {
  const bits = new Uint32Array(dictionary.words);
  for (let id = 0; id < dictionary.size; id++) if (isReading(dictionary, id)) setBit(bits, id);
  return bits;
});

function isReading(dictionary: ActionDictionary, id: number): boolean {
  const name = dictionary.nameOf(id);
  const level = dictionary.levelOf(id);
  if (level !== "list" && level !== "read") return READING.test(name) || READING_TOO.has(name);
  return !ACTING.test(name) && !CREDENTIALS.has(name);
}

/** Whether a pattern reads by its name; asked of those that cover no known action. */
export function soundsLikeReading(pattern: string): boolean {
  return UNKNOWN_READING.test(pattern);
}
