import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { namedTextsIn, scriptMarksOf, toScriptMarks } from "../../src/collect/script-secrets.js";
import { toSecretMark } from "../../src/collect/secrets.js";

const KEY = Buffer.alloc(32, 7);
const mark = (value: unknown) => ({ $secret: toSecretMark(value, KEY) });
const packed = (text: string) => Buffer.from(text).toString("base64");
const GITHUB = `ghp_${"a1B2c3D4".repeat(5)}`;

/** Names of the secrets in a script. */
function secretsOf(text: string): readonly string[] {
  return scriptMarksOf(toScriptMarks(packed(text), mark))?.secrets.map(({ name }) => name) ?? [];
}

describe("secrets in a script", () => {
  it.each([
    ["a variable of a shell", "#!/bin/sh\nexport DB_PASSWORD=marker-1\n", ["DB_PASSWORD"]],
    ["in quotes", `API_TOKEN="marker value"`, ["API_TOKEN"]],
    ["in single quotes, where a dollar is a dollar", "DB_PASSWORD='mar$Ker-1'", ["DB_PASSWORD"]],
    ["of PowerShell", `$env:API_KEY = 'marker-2'`, ["API_KEY"]],
    ["of PowerShell, made secure", `$Password = ConvertTo-SecureString "marker-3" -AsPlainText -Force`, ["Password"]],
    ["a key of YAML", "#cloud-config\nrds:\n  password: marker-4\n", ["password"]],
    ["a key of JSON", `cat > c.json <<E\n{"client_secret": "marker-5"}\nE`, ["client_secret"]],
    ["a flag", "agent --enroll-token marker-66 --server x", ["enroll-token"]],
    ["a flag with =", "agent --password=marker-7", ["password"]],
    ["a variable of a container", "docker run -e SMTP_PASSWORD=marker-8 image", ["SMTP_PASSWORD"]],
    ["a known format under any name", `UPSTREAM=${GITHUB}`, ["UPSTREAM"]],
    ["a known format under no name", `curl -H "Authorization: Bearer ${GITHUB}" x`, ["github-token"]],
    ["an address with a password", "DATABASE=postgres://app:marker-9@db/app", ["DATABASE"]],
    [
      "an access key",
      `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7ABCDEFG\nAWS_SECRET_ACCESS_KEY=${"aB3/".repeat(10)}`,
      ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ],
    ["two values of one name", "A_TOKEN=marker-10\nA_TOKEN=marker-11\nA_TOKEN=marker-10", ["A_TOKEN", "A_TOKEN-2"]],
    [
      "a file that cloud-init writes",
      `write_files:\n- encoding: b64\n  content: ${packed(`# settings of the application\nAPP_SECRET=marker-12\n`)}\n`,
      ["APP_SECRET"],
    ],
    ["what is said to chpasswd", 'echo "ubuntu:marker-13" | sudo chpasswd', ["ubuntu_password"]],
    ["in single quotes, a dollar in it", "echo 'root:mar$Ker-14' | /usr/sbin/chpasswd", ["root_password"]],
    ["of two users", 'printf "root:marker-15\\nadmin:marker-16\\n" | chpasswd', ["root_password", "admin_password"]],
    ["handed to chpasswd", 'chpasswd <<< "ubuntu:marker-17"', ["ubuntu_password"]],
    [
      "lines for chpasswd",
      "sudo chpasswd <<EOF\nroot:marker-18\napp:marker-19\nEOF\n",
      ["root_password", "app_password"],
    ],
    [
      "a list of cloud-init",
      "#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:marker-20\n    app:RANDOM\n",
      ["root_password"],
    ],
    ["as a list of YAML", "chpasswd:\n  list:\n    - ec2-user:marker-21\nruncmd: []\n", ["ec2-user_password"]],
    ["what is said to passwd", 'echo "marker-22" | passwd --stdin ec2-user', ["ec2-user_password"]],
    ["twice, as it asks", 'echo -e "marker-23\\nmarker-23" | sudo passwd admin', ["admin_password"]],
    ["of a user of Windows", "net user Deploy marker-24 /add", ["Deploy_password"]],
    ["for sshpass", "sshpass -p 'marker-25' ssh admin@10.0.0.1", ["sshpass_password"]],
    [
      "an address with a password under no name",
      "psql postgres://app:marker-26@db.internal/app -f x.sql",
      ["address_with_password"],
    ],
    ["in quotes, without a user", 'redis-cli -u "redis://:marker-27@cache:6379"', ["address_with_password"]],
    ["a known format in an address", `git clone https://ci:${GITHUB}@github.com/acme/api`, ["github-token"]],
  ])("%s", (_, text, names) => {
    expect(secretsOf(text)).toEqual(names);
    expect(JSON.stringify(toScriptMarks(packed(text), mark))).not.toContain("marker");
  });

  it.each([
    ["a command's answer", "TOKEN=$(curl -s http://169.254.169.254/latest/api/token)"],
    ["a command's answer in quotes", 'DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id prod/db)"'],
    ["another variable", 'curl -H "X-aws-ec2-metadata-token: $TOKEN" x; PASSWORD=${DB_PASSWORD}'],
    ["how long a token lives", 'curl -H "X-aws-ec2-metadata-token-ttl-seconds: 21600" x'],
    ["where a secret is", "SECRET_ARN=arn:aws:secretsmanager:eu-west-1:1:secret:x\nTOKEN_FILE=/run/token-file"],
    ["a name in a store", "aws ssm get-parameter --name /prod/db-password --with-decryption"],
    ["a placeholder", "DB_PASSWORD=change-me\npassword: <password>"],
    ["settings", "STAGE=production\nREGION=eu-west-1"],
    ["what proves a certificate", `kubeadm join --discovery-token-ca-cert-hash sha256:${"ab12".repeat(16)}`],
    ["a password's settings", "chpasswd: { expire: false }\nssh_pwauth: false"],
    ["what a function answers", "password = read_secret(name)"],
    [
      "a password from elsewhere for chpasswd",
      'echo "ubuntu:$PASSWORD" | chpasswd; echo "root:$(get-it now)" | chpasswd',
    ],
    ["a hash for chpasswd", "echo 'ubuntu:$6$abc$defghijk' | chpasswd -e"],
    ["a hash of cloud-init", "chpasswd:\n  list: |\n    root:$6$abc$defghijklmnop\n"],
    ["a password that cloud-init makes up", "chpasswd:\n  list: |\n    root:RANDOM\n    ubuntu:R\n"],
    ["settings of chpasswd in a block", "chpasswd:\n  expire: false\n"],
    ["what else is said", 'echo "ubuntu:something" | tee /etc/motd; echo "all:done-for-now" | logger'],
    ["a user of Windows without a password", "net user Deploy /active:yes; net user Deploy *"],
    ["a password that is locked", "passwd -l root; passwd --expire ubuntu"],
    ["an address without a password", "curl https://example.com:8443/a@b; git clone git@github.com:acme/api.git"],
    [
      "an address with a password from elsewhere",
      'psql "postgres://app:${DB_PASSWORD}@db/app"; curl https://u:$PW@host/',
    ],
    ["an example of an address", "# psql postgres://user:password@localhost/app or https://me:<password>@host"],
    ["nothing", ""],
  ])("spared: %s", (_, text) => {
    expect(secretsOf(text)).toEqual([]);
  });

  it("looks into what is compressed, and into a message of parts", () => {
    const text = "export DB_PASSWORD=marker-1\n";
    const compressed = gzipSync(text).toString("base64");
    expect(scriptMarksOf(toScriptMarks(compressed, mark))).toMatchObject({
      length: text.length,
      secrets: [{ name: "DB_PASSWORD" }],
    });
    const lines = packed(`#!/bin/sh\n# long enough for several lines of base64\n${text}`).replace(/.{60}/g, "$&\n");
    const message = `Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n${lines}\n--edge--`;
    expect(secretsOf(message)).toEqual(["DB_PASSWORD"]);
  });

  it("bytes and texts that are no base64 do no harm; marks stay what they are", () => {
    expect(scriptMarksOf(toScriptMarks(Buffer.from([0, 1, 2, 255, 254]).toString("base64"), mark))?.secrets).toEqual(
      [],
    );
    expect(scriptMarksOf(toScriptMarks("DB_PASSWORD=marker-1", mark))?.secrets).toHaveLength(1);
    expect(scriptMarksOf(toScriptMarks(packed("\u001f\u008bnot gzip"), mark))?.secrets).toEqual([]);
    const marks = toScriptMarks(packed("A_TOKEN=marker-1"), mark);
    expect(toScriptMarks(marks, mark)).toBe(marks);
    expect(scriptMarksOf("text")).toBeUndefined();
  });

  it("ends on a text made to be slow", () => {
    const text = `${"a=".repeat(20_000)}${"A".repeat(50_000)}${"--a ".repeat(10_000)}${"echo a:b ".repeat(5_000)}${"chpasswd <<E\n".repeat(2_000)}${"x://".repeat(5_000)}`;
    expect(namedTextsIn(text).length).toBeGreaterThanOrEqual(0);
  });
});
