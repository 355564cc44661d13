// Read by vitest before every test file. Modules stay from one file to the next, so that what they would do at the end of a
// file is asked for here.
import { afterAll } from "vitest";
import { removeFolders } from "./fresh-folder.js";

afterAll(removeFolders);
