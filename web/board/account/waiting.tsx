import { Loading } from "../design/loading.tsx";
import { Message } from "../design/message.tsx";
import { useLate } from "../design/use-late.ts";

/** Milliseconds until the page says that the server does not answer. */
const patience = 4_000;

/** Holds a page's place while nothing of it is known, and says so when that takes long. */
export function Waiting() {
  const isLate = useLate(true, patience);
  if (!isLate) return <Loading />;
  return <Message title="Lockstep cannot be reached">It is tried again until it is back.</Message>;
}
