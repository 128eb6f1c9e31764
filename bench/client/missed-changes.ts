import { figureBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { adapter, boardContenders, core, unit } from "./contenders.ts";

export const missedChanges: Measurement = {
  name: "missed-changes",
  title: "2,000 tasks in six watched columns, 500 missed changes applied in one batch, Node",
  async measure(bench) {
    const figures = await compare(
      bench,
      this.name,
      boardContenders(500, 1, (board, events) => board.apply(events)),
    );
    return {
      figures,
      bars: [
        figureBar(figures, { contender: core, unit, text: "core ≤ 100 ms", bound: "most", limit: 100 }),
        figureBar(figures, {
          contender: adapter,
          unit,
          text: "with Apollo Client ≤ 600 ms",
          bound: "most",
          limit: 600,
        }),
      ],
    };
  },
};
