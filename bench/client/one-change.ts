import { figureBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { adapter, boardContenders, core, unit } from "./contenders.ts";

/** Changes of a round, so that the ticks of the clock do not show. */
const count = 500;

export const oneChange: Measurement = {
  name: "one-change",
  title: "2,000 tasks in six watched columns, one remote change, Node",
  async measure(bench) {
    const figures = await compare(
      bench,
      this.name,
      boardContenders(count, count, (board, events) => {
        for (const event of events) board.apply([event]);
      }),
    );
    return {
      figures,
      bars: [
        figureBar(figures, { contender: core, unit, text: "core ≤ 0.3 ms", bound: "most", limit: 0.3 }),
        figureBar(figures, { contender: adapter, unit, text: "with Apollo Client ≤ 1 ms", bound: "most", limit: 1 }),
      ],
    };
  },
};
