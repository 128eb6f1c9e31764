import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take the longest time. One of them that began last would run alone in the end. */
const longest = [
  "test/cli/check.test.ts",
  "test/client/core/connection/ways-round.test.ts",
  "test/realtime/transports.test.ts",
  "test/conformance/broken.test.ts",
  "test/presence/redis-cluster-presence.test.ts",
  "test/client/guide/failures.test.ts",
  "test/start/start.test.ts",
  "test/fault-matrix/fault-matrix.test.ts",
  "test/realtime/changes-script.test.ts",
  "test/spec/spec.test.ts",
  "test/browser/bad-weather.test.ts",
  "test/realtime/presence.test.ts",
  "test/abuse/sign-in-burst.test.ts",
  "test/conformance/lockstep.test.ts",
  "test/cli/check-behind-nginx.test.ts",
  "test/client/core/lockstep/proxies.test.ts",
  "test/abuse/memory.test.ts",
  "test/browser/app-shell.test.ts",
  "test/conformance/auction.test.ts",
  "test/abuse/connections.test.ts",
  "test/api/transports/streamed-answers.test.ts",
  "test/database/outages.test.ts",
  "test/cli/commands.test.ts",
  "test/browser/drafts.test.ts",
  "test/client/core/lockstep/browser.test.ts",
];

/** Begins with the files that take longest; the others follow as Vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const missing = longest.find((file) => !existsSync(join(root, file)));
    if (missing !== undefined) throw new Error(`${missing} is gone: mend the list of the longest files.`);
    const rank = new Map(longest.map((file, index) => [join(root, file), index]));
    const rankOf = ({ moduleId }: TestSpecification) => rank.get(moduleId) ?? longest.length;
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
