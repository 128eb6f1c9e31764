import type { Board } from "../store/board.ts";
import type { StoredIntent } from "../types.ts";
import { describeChange, readValues } from "./describe-change.ts";
import type { IntentDraft } from "./intent-draft.ts";
import { type Intents, isUnsent, readInput, texts } from "./intents.ts";
import type { Submission } from "./submit-change.ts";

/** Fields of the words that a person writes into a new item. */
const writtenFields = [...texts, "title", "name"];

/** Takes in a new intent, the last one, unless it makes what is there. An id that the client has made is free. */
export function admitIntent(intents: Intents, { id, confirmed }: Submission): Intents {
  const added = intents.at(-1);
  if (added?.id !== id || describeChange(added.change).target === id) return intents;
  const admitted = refuseTaken(added, intents, confirmed);
  if (admitted === added) return intents;
  return admitted ? intents.with(-1, admitted) : intents.slice(0, -1);
}

/** Looks once more before an intent is sent: its item may have come meanwhile. */
export function checkTaken(draft: IntentDraft, id: string, confirmed: Board): void {
  const intent = draft.get(id);
  if (!intent) return;
  const checked = refuseTaken(intent, draft.about(describeChange(intent.change).target), confirmed);
  if (checked) draft.replace(checked);
  else draft.remove(intent);
}

/**
 * Refuses an unsent creation, in the server's words, whose item is there or has an earlier creation. The server would
 * answer it like a retry, and its words would be lost. Returns null for one of the same words as the item: it is made.
 * `others`: changes of its item, at least.
 */
function refuseTaken(intent: StoredIntent, others: Intents, confirmed: Board | undefined): StoredIntent | null {
  const { action, target, find } = describeChange(intent.change);
  if (action !== "create" || !isUnsent(intent)) return intent;
  const item = confirmed && find(confirmed);
  const hasWords = ([field, value]: [string, unknown]) => (readInput(intent, field) ?? null) === value;
  if (item && Object.entries(readValues(item, writtenFields)).every(hasWords)) return null;
  const isRival = ({ id, place, change, standing }: StoredIntent) => {
    const known = describeChange(change);
    const isMaker = known.action === "create" && known.target === target && standing.kind !== "refused";
    return isMaker && id !== intent.id && place < intent.place;
  };
  if (!item && !others.some(isRival)) return intent;
  const message = "This id is taken. Choose another one.";
  const path = [intent.change.kind, "id"];
  return { ...intent, standing: { kind: "refused", code: "BAD_USER_INPUT", message, path } };
}
