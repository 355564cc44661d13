// The AWS provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectAwsBundle, planAwsBundle } from "./bundle-source.js";
import { placeOfAwsFile } from "./plain-file.js";
import { awsSource, identifyAws } from "./source.js";

export const aws: Provider = {
  source: awsSource,
  identify: identifyAws,
  collectBundle: collectAwsBundle,
  planBundle: planAwsBundle,
  placeOf: placeOfAwsFile,
};
