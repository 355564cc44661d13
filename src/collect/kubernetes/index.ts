// The Kubernetes provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectKubernetesBundle, planKubernetesBundle } from "./bundle-source.js";
import { identifyKubernetes, kubernetesSource } from "./source.js";

export const kubernetes: Provider = {
  source: kubernetesSource,
  identify: identifyKubernetes,
  collectBundle: collectKubernetesBundle,
  planBundle: planKubernetesBundle,
  // No list of a cluster says by itself whose it is.
  placeOf: async () => undefined,
};
