// Configurations of agents on a machine as the rest of nhi sees them.
import { localFiles } from "../local-files.js";
import { agentsSource } from "./source.js";

export const agents = localFiles(agentsSource);
