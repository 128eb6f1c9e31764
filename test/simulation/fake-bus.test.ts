import { testBusContract } from "../engine/bus/bus-contract.ts";
import { FakeNetwork } from "./fake-bus.ts";

testBusContract("FakeBus", async (logger) => {
  const network = new FakeNetwork({
    schedule: (delay, run) => void setTimeout(run, delay),
    carry: (message) => [{ message, delay: 1 }],
    subscribing: () => [0, 1],
  });
  return { here: network.createBus(logger), there: network.createBus(logger) };
});
