// Places that a server works on, as its configuration names them: profiles, contexts, projects, hosts of databases. Names only.
import { scrubText } from "../../secrets.js";
import type { Server } from "./servers.js";

/** Variables that name a place, and what for. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/^AWS_(?:DEFAULT_)?PROFILE$/i, "AWS profile"],
  [/^KUBE_?CONTEXT$/i, "cluster"],
  [/^(?:GOOGLE_CLOUD_PROJECT|GCLOUD_PROJECT|CLOUDSDK_CORE_PROJECT|GCP_PROJECT(?:_ID)?|PROJECT_ID)$/i, "Google project"],
  [/^(?:AZURE_|ARM_)SUBSCRIPTION(?:_ID)?$/i, "Azure subscription"],
  [/^(?:PG|MYSQL_|POSTGRES_|DB_|DATABASE_|REDIS_|MONGO_)(?:HOST|SERVER)$/i, "database"],
];
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/^--(?:kube-?)?context$/, "cluster"],
  [/^--(?:aws-)?profile$/, "AWS profile"],
  [/^--(?:gcp-|google-)?project(?:-id)?$/, "Google project"],
];
const DATABASE =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|mssql|sqlserver):\/\/(?:[^@/]*@)?([^/?#:,]+)/i;
const NAME = /^[\w.:/-]{1,100}$/;

/** `AWS profile shop-prod`, `database db.example.com`; sorted, each once. */
export function targetsOf({ environment, command }: Server): readonly string[] {
  const found: string[] = [];
  const add = (kind: string, name: string | undefined): void => {
    // What is a variable of the shell names nothing yet.
    if (name !== undefined && NAME.test(name) && scrubText(name) === name) found.push(`${kind} ${name}`);
  };
  const addHost = (text: string): void => add("database", DATABASE.exec(text)?.[1]);
  for (const { name, text } of environment) {
    for (const [pattern, kind] of VARIABLES) if (pattern.test(name)) add(kind, text);
    addHost(text);
  }
  for (const [at, { text }] of command.entries()) {
    const [option = "", value] = text.split("=", 2);
    for (const [pattern, kind] of OPTIONS) if (pattern.test(option)) add(kind, value ?? command[at + 1]?.text);
    addHost(text);
  }
  return [...new Set(found)].sort();
}
