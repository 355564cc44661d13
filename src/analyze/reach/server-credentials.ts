// Whether all secrets in the configuration of an MCP server are keys of users who only read: by their own policies, by what the policies
// of others let them do, and whoever they may become.
import { reachedFrom } from "../../graph/forward.js";
import { isPassedThrough, type PathGraph } from "../../graph/path-graph.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Away } from "./both.js";

const SECRET = "agent.config-secret";

/** What is read of these is data. Of all else that is read, a secret above all, it may be a credential. */
const DATA: readonly string[] = ["aws.dynamodb-table", "aws.kms-key", "aws.s3-access-point", "aws.s3-bucket"];
const PARAMETER = "aws.ssm-parameter";
/** Types of a parameter that is no secret. */
const PLAIN: ReadonlySet<unknown> = new Set(["String", "StringList"]);

const IDENTITY = /^arn:[^:]+:iam::\d{12}:(?:role|user)\//;
/** They act through their members alone. */
const GROUP = /^arn:[^:]+:iam::\d{12}:group\//;

/** Whose the credentials of agents are. */
export interface CredentialOwners {
  /** Credential → users of AWS whose key it is. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** Users, and roles that they may become, whose own policies let them do nothing but read. */
  readonly onlyReading: ReadonlySet<string>;
}

/** `credentials_only_read` of each server with secrets: left out where it is not known of one of them whose it is. */
export function* serverCredentials(
  input: Pick<AnalysisInput, "types" | "nodes">,
  { owners, onlyReading }: CredentialOwners,
  { graph }: Pick<PathGraph, "graph">,
  control: Away | undefined,
): Iterable<DerivedFact> {
  if (owners.size === 0) return;
  const byServer = new Map<string, string[]>();
  for (const { id, parent } of input.nodes([SECRET])) if (parent !== undefined) addTo(byServer, parent, id);
  const mayControl = (id: string) => control?.hopsFrom(id) !== undefined || control?.mayReach(id) === true;
  const known = new Map<string, boolean>();
  const isData = createIsData(input);
  const onlyReads = (user: string): boolean => {
    let answer = known.get(user);
    if (answer === undefined) {
      const isPlain = ({ node, capability }: { readonly node: string; readonly capability: string }) => {
        const [id = node] = node.split("#", 1);
        if (IDENTITY.test(node)) return onlyReading.has(id);
        return isPassedThrough(node) || GROUP.test(node) || (capability === "read" && isData(node));
      };
      answer = onlyReading.has(user) && !mayControl(user) && reachedFrom(graph, user, "act").every(isPlain);
      known.set(user, answer);
    }
    return answer;
  };
  for (const { id, properties } of input.nodes(["mcp.server"])) {
    const secrets = byServer.get(id) ?? [];
    const users = secrets.flatMap((secret) => owners.get(secret) ?? []);
    const isKnown = secrets.length > 0 && secrets.length === properties["secret_count"];
    if (isKnown && secrets.every((secret) => owners.has(secret)))
      yield { node: id, columns: { credentials_only_read: users.every(onlyReads) } };
  }
}

/** Whether what is read of a resource is data, and no credential. */
function createIsData(input: Pick<AnalysisInput, "types" | "nodes">): (id: string) => boolean {
  let data: Set<string> | undefined;
  return (id) => {
    if (data === undefined) {
      data = new Set();
      const types = input.types("resource").filter((type) => DATA.includes(type) || type === PARAMETER);
      for (const { id: one, type, properties } of types.length === 0 ? [] : input.nodes(types))
        if (type !== PARAMETER || PLAIN.has(properties["parameter_type"])) data.add(one);
    }
    return data.has(id);
  };
}
