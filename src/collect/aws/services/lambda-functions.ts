// aws/lambda:functions: functions, the roles they run as, who may invoke them, and which have a public URL.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { About, Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";
import { addWorkload, type Trigger } from "../workload.js";

const DATA_SET = "aws/lambda:functions";

const LIST_FUNCTIONS: AwsCall = {
  call: "lambda:ListFunctions",
  path: ["lambda", "list-functions"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 50 functions",
  lists: ["Functions"],
  next: "NextMarker",
  nextInput: "Marker",
  secrets: ["Functions.*.Environment.Variables.*"],
};

const GET_POLICY: AwsCall = {
  call: "lambda:GetPolicy",
  path: ["lambda", "get-policy"],
  dataSet: DATA_SET,
  count: "1 per function",
};

const GET_FUNCTION_URL_CONFIG: AwsCall = {
  call: "lambda:GetFunctionUrlConfig",
  path: ["lambda", "get-function-url-config"],
  dataSet: DATA_SET,
  count: "1 per function whose policy speaks of its URL",
};

export const lambdaFunctions = toResource({
  dataSet: DATA_SET,
  calls: [LIST_FUNCTIONS, GET_POLICY, GET_FUNCTION_URL_CONFIG],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_FUNCTIONS, {}, GET_POLICY)) {
      const functions = listOf(page["Functions"]).map(fieldsOf);
      for (const one of functions) seen.add(nameOf(one));
      yield* reader.each(functions, "functions", (one, out) => addFunction(reader, one, out));
    }
    const rest = (await reader.unlisted(GET_POLICY, seen)).map((name) => ({ FunctionName: name }));
    yield* reader.each(rest, "functions", (one, out) => addFunction(reader, one, out));
  },
});

async function addFunction(reader: Reader, fields: Fields, out: PartBuilder): Promise<void> {
  const name = nameOf(fields);
  if (name === "") return;
  const id = textOf(fields["FunctionArn"]) ?? reader.arn("lambda", `function:${name}`);
  const about = { subject: id, name, input: { FunctionName: name } };
  const answer = await reader.detail(GET_POLICY, about);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "Policy" }, out);
  const url = await fetchUrl(reader, answer, about);
  const variables = fieldsOf(fieldsOf(fields["Environment"])["Variables"]);
  const environment = addPlainSecrets(id, "environment", variablesOfMap(variables), out);
  addWorkload(
    {
      id,
      type: "aws.lambda-function",
      name,
      document: policy.document,
      runsAs: textOf(fields["Role"]),
      properties: {
        runtime: textOf(fields["Runtime"]),
        package_type: textOf(fields["PackageType"]),
        kms_key: textOf(fields["KMSKeyArn"]),
        updated_at: toIso(fields["LastModified"]),
        ...(fields["FunctionArn"] === undefined ? {} : environment),
        ...url,
        public: isPublic(answer, url),
        ...policy.properties,
      },
      // Without a statement that lets someone in, nobody outside gets past the URL; the policy says who does.
      triggers: [...(url.url_auth === "NONE" ? (["url"] as const) : []), ...startedByServices(answer)],
    },
    out,
  );
}

/** Whether the function has a URL, and who gets past it (NONE: everyone, AWS_IAM); nothing when nobody asked. */
async function fetchUrl(
  reader: Reader,
  policy: Detail,
  about: About,
): Promise<{ readonly url_auth?: string; readonly has_url?: boolean }> {
  // A function that nobody outside may invoke by URL has no public one; asking for each would double the calls, and a
  // recording of such a crawl holds no more.
  const { answers } = reader.account;
  const isOwn = answers.isLive || answers.wasAsked(DATA_SET) === true;
  if (isOwn && !speaksOfUrl(policy)) return {};
  const answer = await reader.detail(GET_FUNCTION_URL_CONFIG, about);
  if (answer === "unread") return {};
  if (answer === "absent") return { has_url: false };
  const auth = textOf(answer["AuthType"]);
  return { has_url: true, ...(auth === undefined ? {} : { url_auth: auth }) };
}

/** Whether anyone gets past the URL: it asks for no signature, and the policy lets everyone use it. */
function isPublic(
  policy: Detail,
  url: { readonly url_auth?: string; readonly has_url?: boolean },
): boolean | undefined {
  if (url.has_url === undefined) return speaksOfUrl(policy) ? undefined : false;
  if (url.url_auth !== "NONE" || policy === "absent") return false;
  if (policy === "unread") return undefined;
  return statementsOf(textOf(policy["Policy"]) ?? "").some(letsEveryoneIn);
}

/**
 * Services that the policy lets in, such as a topic, a bucket or an API, call it whenever something happens. Rules and
 * schedules are read themselves, and say which of both it is.
 */
function startedByServices(policy: Detail): readonly Trigger[] {
  if (policy === "absent" || policy === "unread") return [];
  const isStarted = statementsOf(textOf(policy["Policy"]) ?? "").some((statement) => {
    const services = [fieldsOf(statement["Principal"])["Service"]].flat();
    const actions = [statement["Action"]].flat();
    return (
      statement["Effect"] === "Allow" &&
      services.some((service) => typeof service === "string" && !/^(events|scheduler)\./.test(service)) &&
      actions.some((action) => typeof action === "string" && /^(\*|lambda:(\*|InvokeFunction|Invoke\*))$/i.test(action))
    );
  });
  return isStarted ? ["event"] : [];
}

function statementsOf(text: string): readonly Fields[] {
  try {
    const statements = fieldsOf(JSON.parse(text))["Statement"];
    return (Array.isArray(statements) ? statements : [statements]).map(fieldsOf);
  } catch {
    return [];
  }
}

function letsEveryoneIn(statement: Fields): boolean {
  const principal = statement["Principal"];
  const named = [principal, fieldsOf(principal)["AWS"]].flat();
  const actions = [statement["Action"]].flat();
  return (
    statement["Effect"] === "Allow" &&
    named.includes("*") &&
    actions.some((action) => typeof action === "string" && /FunctionUrl|\*/i.test(action))
  );
}

/** Whether a statement may be about the URL: its action by name or by a wildcard. */
function speaksOfUrl(policy: Detail): boolean {
  if (policy === "absent") return false;
  if (policy === "unread") return true;
  return /FunctionUrl|\*/i.test(textOf(policy["Policy"]) ?? "");
}

function nameOf(fields: Fields): string {
  return textOf(fields["FunctionName"]) ?? textOf(fields["FunctionArn"])?.split(":")[6] ?? "";
}
