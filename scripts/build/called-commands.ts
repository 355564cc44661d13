// Of a client of AWS the bundle holds what nhi calls. With all its commands, and their shapes, EC2's alone would be a megabyte.
import type { Plugin } from "esbuild";
import { CALLS } from "../../src/collect/aws/calls.js";
import { clientNameOf, clientOf, commandNameOf, isOfPackage, packageOf } from "../../src/collect/aws/sdk.js";

const NAMESPACE = "called-commands";

/** By package of the SDK: the client and the commands of the calls that nhi may make. */
export function calledMembers(): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, Set<string>>();
  for (const { call } of CALLS) {
    const service = clientOf(call);
    if (!isOfPackage(service)) continue;
    const known = members.get(packageOf(service)) ?? new Set([clientNameOf(service)]);
    members.set(packageOf(service), known.add(commandNameOf(call.split(":")[1] ?? "")));
  }
  return new Map([...members].map(([name, some]) => [name, [...some].sort()]));
}

/** Where the one module that loads clients imports one, it gets these. A client without calls is an error of the build. */
export const calledCommands: Plugin = {
  name: NAMESPACE,
  setup(build) {
    const called = calledMembers();
    build.onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path, kind, importer, resolveDir }) =>
      kind === "dynamic-import" && importer.endsWith("/src/collect/aws/sdk.ts")
        ? { path, namespace: NAMESPACE, pluginData: resolveDir }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData }) => {
      const members = called.get(path);
      if (members === undefined) return { errors: [{ text: `nothing of ${path} is called: take it out of sdk.ts` }] };
      return { contents: `export { ${members.join(", ")} } from "${path}";`, resolveDir: String(pluginData) };
    });
  },
};
