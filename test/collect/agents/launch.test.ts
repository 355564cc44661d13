// What a command fetches, and whether it is the same every time.
import { describe, expect, it } from "vitest";
import { launchOf } from "../../../src/collect/shared/agents/launch.js";

const told = (line: string): string => {
  const { registry, package: name, version, isPinned, ownRegistry } = launchOf(line.split(" "));
  return [registry, name, version, isPinned, ownRegistry ? "own" : ""]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
};

describe("a command", () => {
  it.each([
    ["npx -y x-mcp", "npm x-mcp false"],
    ["npx x-mcp@latest", "npm x-mcp latest false"],
    ["npx -y x-mcp@^1.2.3", "npm x-mcp ^1.2.3 false"],
    ["npx -y x-mcp@1", "npm x-mcp 1 false"],
    ["npx -y @a/x-mcp@1.2.3 --flag", "npm @a/x-mcp 1.2.3 true"],
    ["npx -y -p @a/x@2.0.0 x-bin", "npm @a/x 2.0.0 true"],
    ["npx --package=@a/x x-bin", "npm @a/x false"],
    ["npx --registry https://npm.example.com -y x", "npm x false own"],
    ["npx github:a/b", "npm a/b false"],
    [
      "npx github:a/b#0123456789abcdef0123456789abcdef01234567",
      "npm a/b 0123456789abcdef0123456789abcdef01234567 true",
    ],
    ["pnpm dlx x@1.0.0", "npm x 1.0.0 true"],
    ["bunx x", "npm x false"],
    ["C:\\node\\npx.cmd -y x", "npm x false"],
    ["cmd /c npx -y x@1.2.3", "npm x 1.2.3 true"],
    ["env A=b npx x", "npm x false"],
    ["uvx x-mcp", "pypi x-mcp false"],
    ["uvx x-mcp==1.2.3", "pypi x-mcp 1.2.3 true"],
    ["uvx x-mcp@1.2.3", "pypi x-mcp 1.2.3 true"],
    ["uvx x-mcp@latest", "pypi x-mcp latest false"],
    ["uvx --from x-mcp>=1.0 x", "pypi x-mcp false"],
    ["uvx --python 3.12 --from x-mcp[cli]==1.2 x", "pypi x-mcp 1.2 true"],
    ["uvx --from git+https://github.com/a/b x", "pypi https://github.com/a/b false"],
    [
      "uvx --from git+https://user:pw@github.com/a/b@0123456789abcdef0123456789abcdef01234567 x",
      "pypi https://github.com/a/b 0123456789abcdef0123456789abcdef01234567 true",
    ],
    ["uv tool run x", "pypi x false"],
    ["pipx run x==2.0", "pypi x 2.0 true"],
    ["docker run -i --rm -e TOKEN ghcr.io/a/x", "docker ghcr.io/a/x false"],
    ["docker run -i --rm a/x:latest", "docker a/x latest false"],
    ["docker run -i --rm a/x:1.2.3", "docker a/x 1.2.3 true"],
    ["docker run --name n -v /a:/b host:5000/a/x", "docker host:5000/a/x false"],
    ["docker run a/x@sha256:abc", "docker a/x sha256:abc true"],
    ["deno run -A npm:x@1.2.3", "deno x 1.2.3 true"],
    ["deno run jsr:@a/x", "deno @a/x false"],
    ["go run example.com/x@latest", "go example.com/x latest false"],
    ["dnx X --version 1.2.3 --yes", "nuget X false"],
  ])("%s", (line, expected) => {
    expect(told(line)).toBe(expected);
  });

  it("in a shell is looked into", () => {
    expect(launchOf(["bash", "-lc", "exec npx -y x"])).toMatchObject({ package: "x", isPinned: false });
    expect(launchOf(["bash", "-c", "cd /srv && A=b npx -y x; true"])).toMatchObject({ package: "x", isPinned: false });
    expect(launchOf(["bash", "-c", "cd /srv; npx -y x@1.0.0|tee log"])).toMatchObject({
      version: "1.0.0",
      isPinned: true,
    });
    expect(launchOf(["bash", "-c", "cd /srv && ./npx-like"])).toMatchObject({
      package: undefined,
      isPinned: undefined,
    });
  });

  it.each([
    "node server.js",
    "npx",
    "python -m x",
    "/usr/local/bin/x",
    "npx ./x",
    "uvx ./x",
    "uv run x.py",
    "docker exec c x",
    "go run ./cmd",
    "uvx x.whl",
  ])("%s fetches nothing", (line) => {
    expect(told(line)).toBe("");
  });

  it("a bridge calls an address", () => {
    expect(launchOf(["npx", "-y", "mcp-remote", "http://a.example/mcp"])).toMatchObject({ bridge: 3 });
    expect(launchOf(["npx", "-y", "x-mcp", "http://a.example/mcp"]).bridge).toBeUndefined();
  });
});
