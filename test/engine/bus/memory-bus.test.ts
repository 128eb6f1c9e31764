import { createMemoryBus } from "../../../src/engine/bus/memory-bus.ts";
import { testBusContract } from "./bus-contract.ts";

testBusContract("createMemoryBus", (logger) => {
  const bus = createMemoryBus({ logger });
  return Promise.resolve({ here: bus, there: bus });
});
