const color = (id: string, name: string, of: string | null) => ({ id, name, color: of, idBoard: "b" });

const check = (name: string, state: string, pos: number) => ({ id: name, name, state, pos });

const comment = (id: string, card: string, date: string, text: string) => ({
  ...{ id, type: "commentCard", date, idMemberCreator: "m1", memberCreator: { fullName: "Grace Hopper" } },
  data: { text, card: { id: card, name: "" }, board: { id: "b" } },
});

const card = (id: string, idList: string, pos: number, rest: object = {}) => ({
  ...{ id, name: `Card ${id}`, desc: "", idList, pos, closed: false, due: null, dueComplete: false, isTemplate: false },
  ...{
    idLabels: [],
    idMembers: [],
    attachments: [],
    customFieldItems: [],
    badges: { comments: 0 },
    cover: {},
    ...rest,
  },
});

/** A board as Trello exports it, with something of everything. */
export const trelloBoard = {
  ...{ id: "b", name: "Launch", closed: false, prefs: { background: "blue" } },
  lists: [
    { id: "l2", name: "Doing 🚧", closed: false, pos: 2 },
    { id: "l1", name: "Wishes", closed: false, pos: 1 },
    { id: "l3", name: "Old", closed: true, pos: 3 },
  ],
  labels: [color("a", "Bug", "red_dark"), color("b", "", "sky"), color("c", "BUG", "lime"), color("d", "", null)],
  members: [
    { id: "m1", username: "ada", fullName: "Ada Lovelace" },
    { id: "m2", username: "alan", fullName: "Alan Turing" },
  ],
  cards: [
    card("2", "l2", 20, { desc: "After\r\nthe first", idMembers: ["m2", "m1"], badges: { comments: 3 } }),
    card("1", "l2", 10, { idLabels: ["a", "b", "c", "d", "gone"], due: "2026-12-01T10:00:00.000Z", idMembers: ["m1"] }),
    card("3", "l1", 1, {
      dueComplete: true,
      attachments: [{ name: "Plan [1]", url: "https://example.com/a b" }],
      customFieldItems: [{}, {}],
    }),
    card("4", "l1", 2, { closed: true }),
    card("5", "l3", 1),
    card("6", "l1", 3, { isTemplate: true }),
    card("7", "nowhere", 1),
  ],
  checklists: [
    { idCard: "3", name: "Later", pos: 2, checkItems: [check("b", "incomplete", 2), check("a", "complete", 1)] },
    { idCard: "3", name: "Sooner", pos: 1, checkItems: [] },
  ],
  actions: [
    comment("c2", "2", "2026-11-02T08:00:00.000Z", "The second"),
    comment("c1", "2", "2026-11-01T08:00:00.000Z", "The first\r\nof two"),
    { id: "u", type: "updateCard", data: {} },
  ],
};
