// The only file that knows client-node: finds the cluster and the sign-in that a kubeconfig names. Programs that it names are not
// run unless the user says so: a kubeconfig is a file like others, and may come from elsewhere.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { AuthError, UsageError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import { homeFolder } from "../home-folder.js";
import { isLoopback } from "../loopback.js";

export interface ClusterAddress {
  /** Name of the cluster, as the kubeconfig has it. */
  readonly cluster: string;
  /** Address of the API server, without a slash at its end. */
  readonly base: string;
  /** Where it was found, for people. */
  readonly from: string;
}

/** What a request needs besides its address. */
export interface ClusterSignIn {
  readonly headers: { readonly [name: string]: string };
  /** Options of node:https: certificates, and an agent that knows proxies. */
  readonly tls: { readonly [option: string]: unknown };
}

const TOKEN = "NHI_KUBERNETES_TOKEN";
const IN_CLUSTER = "/var/run/secrets/kubernetes.io/serviceaccount/token";
/** Sign-ins that are a file, which client-node reads. */
const FILES = new Set(["tokenFile"]);

export interface Found extends ClusterAddress {
  readonly config: KubeConfig;
}

/** The cluster of a context or cluster by name; the current context where none is named. Calls nothing. Throws UsageError. */
export function findCluster(wanted: string, env: NodeJS.ProcessEnv): Found {
  const { config, from } = readConfig(env);
  if (from === IN_CLUSTER) return addressOf(config, wanted || "in-cluster", "the pod that nhi runs in");
  const contexts = config.getContexts();
  const context =
    contexts.find(({ name }) => name === (wanted || config.getCurrentContext())) ??
    contexts.find(({ cluster }) => cluster === wanted);
  if (context === undefined) {
    const known = contexts.map(({ name }) => name);
    const meant = didYouMean(wanted, known) || (known.length > 0 ? `; there are ${known.slice(0, 8).join(", ")}` : "");
    throw new UsageError(
      wanted === ""
        ? `kubernetes: ${from} names no current context: name one, kubernetes:<context>${meant}`
        : `kubernetes:${wanted}: ${from} has no context or cluster of that name${meant}`,
    );
  }
  config.setCurrentContext(context.name);
  // client-node takes plain http, which is for loopback alone here, only where nothing is to be verified
  config.clusters = config.clusters.map((one) =>
    one.name === context.cluster && /^http:/i.test(one.server) ? { ...one, skipTLSVerify: true } : one,
  );
  return addressOf(config, context.cluster, `context ${context.name} of ${from}`);
}

/** Files of KUBECONFIG, else ~/.kube/config, else the pod's own account. */
function readConfig(env: NodeJS.ProcessEnv): { readonly config: KubeConfig; readonly from: string } {
  const named = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  const files = named.length > 0 ? named : [join(homeFolder(), ".kube", "config")].filter((file) => existsSync(file));
  const [first] = files;
  if (first === undefined) {
    if (!existsSync(IN_CLUSTER)) {
      throw new AuthError("kubernetes: no kubeconfig found: set KUBECONFIG, or write ~/.kube/config");
    }
    const config = new KubeConfig();
    config.loadFromCluster();
    return { config, from: IN_CLUSTER };
  }
  const config = new KubeConfig();
  for (const file of files) {
    const one = new KubeConfig();
    try {
      one.loadFromFile(file);
      // of two files that say the same name, the first counts, as for kubectl
      config.mergeConfig(
        withoutKnown(one, config),
        config.currentContext !== undefined && config.currentContext !== "",
      );
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
      throw new UsageError(`kubernetes: ${file}: not a kubeconfig (${why})`, { cause });
    }
  }
  return { config, from: first };
}

function withoutKnown(one: KubeConfig, { contexts, clusters, users }: KubeConfig): KubeConfig {
  const isNew = (known: readonly { readonly name: string }[] | null) => {
    const names = new Set((known ?? []).map(({ name }) => name));
    return ({ name }: { readonly name: string }): boolean => !names.has(name);
  };
  one.contexts = one.contexts.filter(isNew(contexts));
  one.clusters = one.clusters.filter(isNew(clusters));
  one.users = one.users.filter(isNew(users));
  return one;
}

function addressOf(config: KubeConfig, cluster: string, from: string): Found {
  const { server = "", skipTLSVerify = false } = config.getCurrentCluster() ?? {};
  let url: URL;
  try {
    url = new URL(server);
  } catch (cause) {
    throw new UsageError(`kubernetes: ${from}: its server is not an address: ${server}`, { cause });
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new UsageError(`kubernetes: ${from}: a token is only sent over https, or to a loopback address: ${server}`);
  }
  if (skipTLSVerify && !isLoopback(url.hostname)) {
    throw new UsageError(
      `kubernetes: ${from}: insecure-skip-tls-verify would send the token to whoever answers: ` +
        "give the certificate-authority of the cluster instead",
    );
  }
  return { cluster, base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`, from, config };
}

/**
 * The sign-in: a token of the environment, else what the kubeconfig holds. `runs`: the user allows the program that it names.
 * Throws AuthError, in words for people.
 */
export async function signInOf(
  { config, from }: Found,
  { runs, env }: { readonly runs: boolean; readonly env: NodeJS.ProcessEnv },
): Promise<ClusterSignIn> {
  const token = env[TOKEN];
  const user = config.getCurrentUser();
  const provider = user?.authProvider as { readonly name?: string } | undefined;
  if (token) {
    // the certificates of the cluster stay; whose sign-in it was does not
    const context = config.getContextObject(config.getCurrentContext());
    config.users = [{ name: "nhi", token }];
    config.contexts = [{ name: "nhi", cluster: context?.cluster ?? "", user: "nhi" }];
    config.setCurrentContext("nhi");
  } else if (!runs && (user?.exec !== undefined || (provider !== undefined && !FILES.has(provider.name ?? "")))) {
    const program = (user?.exec as { readonly command?: string } | undefined)?.command ?? provider?.name ?? "a plugin";
    throw new AuthError(
      `kubernetes: ${from} signs in by running a program (${program}), which nhi does not do unless told: ` +
        `put a token into ${TOKEN} (kubectl create token ACCOUNT, aws eks get-token, gcloud auth print-access-token, ` +
        "kubelogin get-token), or allow it with --kubeconfig-exec",
    );
  }
  const options: { headers?: { [name: string]: unknown }; auth?: string; [option: string]: unknown } = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
    throw new AuthError(`kubernetes: ${from}: the sign-in does not work: ${why}`, { cause });
  }
  const { headers = {}, auth, ...tls } = options;
  const basic = auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth, "utf8").toString("base64")}` };
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return { headers: { ...Object.fromEntries(texts), ...basic }, tls };
}
