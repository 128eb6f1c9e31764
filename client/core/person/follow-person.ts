import { personEventsText } from "../../generated/person-texts.ts";
import type { StreamOptions } from "../connection/connection.ts";
import { isPassing } from "../connection/error-codes.ts";
import type { InboxStep, PersonEvent } from "../person-wire.ts";
import type { PersonInbox } from "./inbox.ts";
import type { PersonContext } from "./person-context.ts";

/** Pause after a refusal, in milliseconds. A network that carries projects alone refuses each time. */
const pause = 15_000;

export interface PersonListeners {
  /** An event that the inbox holds now. It may be known from another tab. */
  onStep(step: InboxStep, isNew: boolean): void;
  onRenamed(project: { readonly id: string; readonly name: string }): void;
  /** The stream has begun anew. Names of projects are not replayed. */
  onAnew(): void;
}

/**
 * Follows the person's stream into the inbox, through all reconnects. A replay that cannot be is made up for by reading
 * the inbox. Returns the function that ends it.
 */
export function followPerson(context: PersonContext, inbox: PersonInbox, listeners: PersonListeners): () => void {
  const { lockstep, environment } = context;
  let isClosed = false;
  let end = () => {};
  let isFirst = true;
  let cancelPause = () => {};
  if (inbox.cursor === null) void restart();
  else begin(false);

  /** `isFresh`: the server has just told the position. */
  function begin(isFresh: boolean): void {
    let isOver = false;
    // The stream's own place: another tab's may have taken the inbox further.
    let position = inbox.cursor;
    const stream: StreamOptions = {
      request: () => ({ query: personEventsText, variables: { after: position } }),
      next({ data, extensions }) {
        const event = data?.["viewerActivity"] as PersonEvent | undefined;
        if (event && !isOver) take(event, String(extensions?.["cursor"]));
      },
      refused(errors) {
        // Without the stream the inbox is read.
        const mayPass = errors.every(isPassing);
        // A refusal for good may be one of the position that was on disk.
        if (!isOver && !mayPass && !isFresh) void restart();
        else if (!isOver && mayPass) cancelPause = environment.setTimer(pause, () => void restart());
        isOver = true;
        return null;
      },
      completed() {},
      interrupted() {},
    };
    end = lockstep.subscribe(stream);

    function take(event: PersonEvent, cursor: string): void {
      if (event.__typename === "ViewerResync") leave();
      else if (event.__typename === "ProjectRenamed") listeners.onRenamed(event.project);
      else if (event.__typename === "ViewerReady") {
        if (!isFirst) listeners.onAnew();
        isFirst = false;
      } else {
        const step = { event, after: position, cursor };
        position = cursor;
        const kind = inbox.receive(step);
        if (kind === "gap") leave();
        else listeners.onStep(step, kind === "new");
      }
    }

    function leave(): void {
      isOver = true;
      end();
      void restart();
    }
  }

  /** Reads the inbox, and follows from there. */
  async function restart(): Promise<void> {
    const isRead = await inbox.reload();
    if (isClosed) return;
    if (!isRead) {
      cancelPause = environment.setTimer(pause, () => void restart());
      return;
    }
    listeners.onAnew();
    begin(true);
  }

  return () => {
    isClosed = true;
    cancelPause();
    end();
  };
}
