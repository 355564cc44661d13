import { expect, test } from "vitest";
import { refuseInTheClear } from "../../src/collect/loopback.js";

test.each(["https://api.example.com/", "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:4010/"])(
  "a token may go to %s",
  (url) => expect(() => refuseInTheClear(new URL(url))).not.toThrow(),
);

test.each(["http://api.example.com/", "http://127.0.0.1.example.com/", "http://192.0.2.1:8080/", "ftp://example.com/"])(
  "a token does not go to %s",
  (url) =>
    expect(() => refuseInTheClear(new URL(url))).toThrow(/^refused to send a token to .*: use https, or a loopback/),
);
