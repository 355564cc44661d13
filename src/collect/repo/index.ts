// The checkout of a repository as the rest of nhi sees it.
import { localFiles } from "../local-files.js";
import { repoSource } from "./source.js";

export const repo = localFiles(repoSource);
