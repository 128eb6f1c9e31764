import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../faults/random.ts";
import { startProxy, type TcpProxy } from "../../faults/tcp-proxy.ts";
import { type Board, createBoard } from "../../support/board.ts";
import { type Pair, startPair } from "../../support/pair.ts";
import { testSeed as seed } from "../../support/seed.ts";
import { connectApp, isLive, until } from "./apollo-scene.ts";
import { type Crowd, changeAtRandom, changeThroughApp, statuses, words } from "./change-at-random.ts";
import { activateQueries, allTasks, expectSame, lookAround } from "./compare-lists.ts";

/** `npm run soak -- long` sets it higher. */
const rounds = Number(process.env["CONVERGE_ROUNDS"] ?? 1);

let pair: Pair;
let proxy: TcpProxy;
let crowd: Crowd;

beforeAll(async () => {
  pair = await startPair();
  const { hostname: host, port } = new URL(pair.one.url);
  proxy = await startProxy({ host, port: Number(port) });
  const [ada, bob] = [await pair.one.person("ada"), await pair.two.person("bob")];
  const [cy, dee] = [await pair.two.person("cy"), await pair.one.person("dee")];
  const board = await createBoard(ada);
  crowd = { board, people: [ada, bob, cy, dee] };
  for (const member of [bob, cy]) await board.addMember(member, "ADMIN");
});

afterAll(async () => {
  await proxy.close();
  await pair.close();
});

describe("a cache that follows a project through cut sockets while several people change it", () => {
  it(`has at rest what the server answers, in every list (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const { board, people } = crowd;
    const [ada] = people;
    for (let made = 0; made < 110; made += 1)
      await board.createTask({ title: random.pick(words), status: random.pick(statuses) });

    const { projectId } = board;
    const app = connectApp({ url: `http://127.0.0.1:${proxy.port}/graphql`, getToken: () => ada.token, projectId });
    const handle = await app.open();
    const stopQueries = await activateQueries(app, crowd);

    for (let round = 1; round <= rounds; round += 1) {
      const writers = people.slice(0, 3).map((person) => changeAtRandom(person, crowd, random.fork()));
      const stopCuts = cutAtRandom(random.fork());
      await Promise.all([
        ...writers,
        changeThroughApp(app, board, random.fork()),
        lookAround(app, crowd, random.fork()),
      ]);
      stopCuts();
      app.lockstep.reconnect();
      await atRest(board, async (seq) => {
        await until(() => isLive(handle) && handle.state.seq >= seq);
        await expectSame(app, crowd);
      });
    }
    const shown = statuses.flatMap((status) => handle.column(status).map(({ id }) => id));
    expect(shown).toEqual((await allTasks(crowd, undefined)).map(({ id }) => id));
    stopQueries();
    app.close();
  }, 600_000);
});

/** Looks again where a change came while it was looked: a request whose socket was cut may still be under way. */
async function atRest(board: Board, look: (seq: number) => Promise<void>): Promise<void> {
  for (;;) {
    const seq = await board.seq();
    const outcome = await Promise.allSettled([look(seq)]);
    if ((await board.seq()) !== seq) continue;
    for (const each of outcome) if (each.status === "rejected") throw each.reason;
    return;
  }
}

/** Cuts whenever some pieces of data have passed. Returns the function that ends it. */
function cutAtRandom(random: Random): () => void {
  let isStopped = false;
  void (async () => {
    for (;;) {
      await proxy.passed(random.integer(1, 40));
      if (isStopped) return;
      proxy.cut();
    }
  })();
  return () => {
    isStopped = true;
  };
}
