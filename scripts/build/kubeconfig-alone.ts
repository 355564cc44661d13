// The reader of kubeconfigs brings the whole API of Kubernetes with it, a megabyte, to make clients that nhi does not use: it
// asks clusters itself. Without that import the rest of the file is as it was.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const EAGER = /import \{ createConfiguration, ServerConfiguration,? \} from '\.\/gen\/index\.js';/;
const ALONE = `const createConfiguration = () => { throw new Error("no clients of the API are in this bundle"); };
const ServerConfiguration = createConfiguration;`;

/** The source without the API. Throws when client-node no longer looks as expected. */
export function withoutApi(source: string): string {
  if (!EAGER.test(source)) {
    throw new Error("client-node loads its API in another way: mend scripts/build/kubeconfig-alone.ts");
  }
  return source.replace(EAGER, ALONE);
}

export const kubeconfigAlone: Plugin = {
  name: "kubeconfig-alone",
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/@kubernetes\/client-node\/dist\/config\.js$/ }, async ({ path }) => ({
      contents: withoutApi(await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};
