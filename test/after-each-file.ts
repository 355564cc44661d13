// Read by vitest before every test file. Modules stay from one file to the next, so that what they would do at the end of a
// file is asked for here.
import { afterAll } from "vitest";
import { endKept } from "./cli/kept-nhi.js";
import { removeFolders } from "./fresh-folder.js";

afterAll(async () => {
  await endKept();
  removeFolders();
});
