// What the system says of files becomes a sentence about the file; what is a mistake of the program stays one.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fileFault } from "../../src/model/file-fault.js";

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("no error");
}

it.each<[what: string, act: () => unknown, says: string]>([
  ["a file that is not there", () => readFileSync("/nowhere/x"), "/nowhere/x: cannot be used: no such file"],
  [
    "a file in place of a folder",
    () => readdirSync("package.json"),
    "package.json: cannot be used: part of the path is a file",
  ],
  [
    "a name that no file can have",
    () => readFileSync(`/tmp/${"x".repeat(300)}`),
    `/tmp/${"x".repeat(300)}: cannot be used: the name is too long`,
  ],
])("%s", (_, act, says) => {
  expect(fileFault(errorOf(act))).toBe(says);
});

it.each<[what: string, error: unknown]>([
  ["a mistake of ours", new TypeError("x is undefined")],
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" })],
  ["a code that only looks like one", Object.assign(new Error("x"), { code: "EACCES" })],
  ["no file named", Object.assign(new Error("read"), { code: "EIO", syscall: "read" })],
  ["no error at all", "ENOENT"],
])("%s is none", (_, error) => {
  expect(fileFault(error)).toBeUndefined();
});
