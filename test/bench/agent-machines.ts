// Machines with agents and the MCP servers that they start, and an AWS account whose keys lie in their settings.
import { createHash } from "node:crypto";
import { EACH, numbersTo, type Planted, type Write } from "./cloud.js";

const ACCOUNT = "111122223333";
/** Homes of a machine. */
const HOMES = 10;
const MADE = "2025-06-01T00:00:00+00:00";

/** A key id: of letters and of the digits that key ids have. */
const key = (number: number): string =>
  `AKIAEXAMPLE${number
    .toString(6)
    .padStart(9, "0")
    .replace(/\d/g, (digit) => String(Number(digit) + 2))}`;

/** Of the form of a secret, and of no use: nothing here is a key of anybody. */
const secret = (number: number): string => createHash("sha256").update(String(number)).digest("base64").slice(0, 40);

/** Homes with two agents and four servers each. The key of every user lies in one home; some of them are administrators. */
export function machines(write: Write, size: number): Planted {
  const numbers = numbersTo(size);
  const name = (number: number) => `bot-${number}`;
  const policy = (number: number) => {
    const statement =
      number % EACH === 0
        ? { Effect: "Allow", Action: "*", Resource: "*" }
        : { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" };
    return { PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement: [statement] } };
  };
  const iam = (path: string, value: unknown) => write(`aws/${ACCOUNT}/iam/${path}`, value);
  iam("get-account-authorization-details", {
    UserDetailList: numbers.map((number) => ({
      Path: "/",
      UserName: name(number),
      UserId: `AIDAEXAMPLE${String(number).padStart(9, "2")}`,
      Arn: `arn:aws:iam::${ACCOUNT}:user/${name(number)}`,
      CreateDate: MADE,
      GroupList: [],
      AttachedManagedPolicies: [],
      Tags: [],
      UserPolicyList: [policy(number)],
    })),
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
  });
  const npx = (server: string, env: object) => ({ command: "npx", args: ["-y", server], env });
  for (const number of numbers) {
    iam(`list-access-keys/${name(number)}`, {
      AccessKeyMetadata: [
        { UserName: name(number), AccessKeyId: key(number), Status: "Active", CreateDate: "2025-07-01T00:00:00+00:00" },
      ],
    });
    const home = `agents/desk-${Math.floor(number / HOMES)}/home/user-${number}`;
    const files = npx("@modelcontextprotocol/server-filesystem@2026.1.14", {
      AWS_ACCESS_KEY_ID: key(number),
      AWS_SECRET_ACCESS_KEY: secret(number),
    });
    write(
      `${home}/.cursor/mcp.json`,
      JSON.stringify({ mcpServers: { files, wiki: { url: "https://mcp.big.example/mcp" } } }),
    );
    const database = { DATABASE_URL: `postgres://db-${number % EACH}.big.example/orders` };
    write(
      `${home}/.claude.json`,
      JSON.stringify({
        mcpServers: { orders: npx("orders-mcp@1.0.0", database), shell: npx("shell-mcp@2.1.0", {}) },
      }),
    );
  }
  const id = (number: number) => `agents:desk-${Math.floor(number / HOMES)}/agent/home/user-${number}/.cursor/mcp.json`;
  const [some, beside] = [0, 1].map((rest) => numbers.filter((number) => number % EACH === rest).map(id));
  return { planted: some ?? [], decoys: beside ?? [] };
}
