// A process that is in the middle of writing a file, and stays there: ended by signals.test.ts.
import { writeWhole } from "../../src/app/write-file.js";

await writeWhole(process.argv[2] ?? "", async (stream) => {
  await new Promise((done) => stream.write("half", done));
  process.stdout.write("half\n");
  await new Promise((done) => setTimeout(done, 60_000));
});
