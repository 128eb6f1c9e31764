import { expect, it } from "vitest";
import { lockstep } from "../../src/cli/lockstep.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { runLockstep } from "./run-lockstep.ts";

it.each([
  [["--help"], ["start", "migrate", "prune", "identity", "seed", "token", "check", "config"]],
  [
    ["check", "--help"],
    ["--url", "--other-token", "--clients"],
  ],
  [["--version"], ["0.1.0"]],
])("tells about itself: %j", async (args, words) => {
  const { code, stdout } = await runLockstep(args);
  expect(code).toBe(0);
  for (const word of words) expect(stdout).toContain(word);
});

it.each([
  ["chekc", "Unknown command chekc; lockstep --help lists the commands."],
  ["constructor", "Unknown command constructor; lockstep --help lists the commands."],
  ["check --clinets 5", "Unknown flag --clinets; lockstep check --help lists the flags."],
  ["check --frobnicate", "Unknown flag --frobnicate; lockstep check --help lists the flags."],
  ["check -u x", "Unknown flag -u; lockstep check --help lists the flags."],
  ["--prot 4001", "Unknown flag --prot; lockstep start --help lists the flags."],
  ["check http://127.0.0.1", "lockstep check takes no argument http://127.0.0.1: put a flag before it."],
  ["check --url", "--url needs a value."],
  ["check --url board.example", "--url must be a URL that begins with http:// or https://."],
  ["check --clients many", "--clients must be a whole number from 0 to 10000."],
  ["check --rate 0", "--rate must be a whole number from 1 to 1000."],
  ["check --email ada@example.com", "--email and --password go together."],
  ["check --token x --email ada@example.com", "--token goes without --email and --password."],
  ["check --other-token x", "--other-email and --other-token name a second person: name the first, too."],
  ["seed", "lockstep seed needs --email."],
  ["token", "Name the person by --email or --subject."],
  ["token --email a@b --name A", "--name needs --subject: an own account has its name."],
  ["token --subject ada --hours x", "--hours must be a whole number from 1 to 8760."],
  [
    "token --subject ada",
    "AUTH_JWT_SECRET must be set to sign a token for a --subject; --email alone means an own account.",
  ],
  ["prune", "ACTIVITY_RETENTION_DAYS is not set: name the days that are kept by --days."],
  ["prune --days 6", "--days must be a whole number from 7 to 36500."],
])("refuses in one sentence: lockstep %s", async (args, sentence) => {
  await expect(runCommandLine(lockstep, args.split(" "))).rejects.toHaveProperty("message", sentence);
});

it("prints the sentence of a refusal, and nothing else, and exits with 1", async () => {
  const stderr = "Unknown command chekc; lockstep --help lists the commands.\n";
  expect(await runLockstep(["chekc"])).toMatchObject({ code: 1, stdout: "", stderr });
});

it("config --check: prints the values in force with their sources, and no secret", async () => {
  const secret = "7c1e5b0d94f2a86370be49d5c8f1a2636d0e9b47f35c81a2";
  const variables = { DATABASE_URL: "postgres://app:hunter2@db.example/app", AUTH_SECRET: secret, PORT: "5000" };
  const { code, stdout, stderr } = await runLockstep(["config", "--check"], variables);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^PORT +environment +5000$/m);
  expect(stdout).toMatch(/^DATABASE_URL +environment +postgres:\/\/…@db\.example\/app$/m);
  expect(stdout).toMatch(/^AUTH_SECRET +environment +\(hidden\)$/m);
  expect(stdout).toMatch(/^REPLAY_LIMIT +default +10000$/m);
  expect(stdout).not.toMatch(new RegExp(`hunter2|${secret}`));
});

it("config --check: hints at a misspelled name, and exits with 0", async () => {
  const { code, stderr } = await runLockstep(["config", "--check"], { REDIS_URI: "redis://cache" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "REDIS_URI is not read; did you mean REDIS_URL?\n" });
});

it("config --check: prints one sentence for each fault and exits with 1", async () => {
  const variables = { PORT: "x", MAIL_FROM: "board@example.com", NODE_ENV: "production", METRICS_TOKEN: "short" };
  const { code, stdout, stderr } = await runLockstep(["config", "--check"], variables);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^PORT +environment +\(invalid\)$/m);
  expect(stderr.trim().split("\n")).toEqual([
    "PORT must be a whole number from 0 to 65535.",
    "METRICS_TOKEN must have 32 characters or more besides spaces at its ends.",
    "DATABASE_URL must be set in production.",
    "MAIL_FROM means nothing without SMTP_URL.",
  ]);
});
