import { expect, it } from "vitest";
import { runLockstep } from "./run-lockstep.ts";

it.each([
  [["--help"], ["start", "migrate", "prune", "identity", "seed", "token", "check"]],
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
  ["check http://127.0.0.1", "lockstep check does not know what http://127.0.0.1 is: a flag goes before it."],
  ["check --url", "--url needs a value."],
  ["check --url board.example", "--url must be a URL that begins with http:// or https://."],
  ["check --clients many", "--clients must be a whole number from 0 to 10000."],
  ["check --rate 0", "--rate must be a whole number from 1 to 1000."],
  ["check --email ada@example.com", "--email and --password go together."],
  ["check --token x --email ada@example.com", "--token goes without --email and --password."],
  ["check --other-token x", "--other-email and --other-token name a second person: name the first, too."],
  ["seed", "lockstep seed needs --email."],
  ["token", "Whose token it is must be said by --email or --subject."],
  ["token --email a@b --name A", "--name needs --subject: an own account has its name."],
  ["token --subject ada --hours x", "--hours must be a whole number from 1 to 8760."],
  [
    "token --subject ada",
    "AUTH_JWT_SECRET must be set to sign a token for a --subject; --email alone means an own account.",
  ],
  ["prune", "ACTIVITY_RETENTION_DAYS is not set: say by --days how many are kept."],
  ["prune --days 6", "--days must be a whole number from 7 to 36500."],
])("refuses in one sentence: lockstep %s", async (args, sentence) => {
  expect(await runLockstep(args.split(" "))).toMatchObject({ code: 1, stdout: "", stderr: `${sentence}\n` });
});
