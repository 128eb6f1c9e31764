import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { foldText } from "../../client/apollo/fold-text.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.close();
});

async function fold(texts: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ folded: string }>(
    "SELECT search_fold(text) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS given(text, number) ORDER BY number",
    [texts],
  );
  return rows.map(({ folded }) => folded);
}

describe("search_fold", () => {
  it.each([
    ["case, in scripts that have it", "ÉÑ Ж Ա ΑΘΗΝΑ", "en ж ա αθηνα"],
    ["accents, composed or not", "\u00e5 a\u030a Élan Ёлка", "a a elan елка"],
    ["letters with a stroke", "Łódź Ørsted Đorđe Ħal", "lodz orsted dorde hal"],
    ["letters that are two", "Straße STRASSE ẞ Æther Œuvre Þór", "strasse strasse ss aether oeuvre thor"],
    ["the final sigma", "ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ"],
    ["the dots of Turkish i", "İSPARTA Isparta ısparta", "isparta isparta isparta"],
    ["vowel marks of Arabic", "مُحَمَّد", "محمد"],
    ["carriers of the Arabic hamza, and elongation", "أحمد نـــص", "احمد نص"],
    ["points of Hebrew", "שָׁלוֹם", "שלום"],
    ["full-width forms", "Ｆｕｌｌ １２", "full 12"],
    ["half-width kana, but not their voicing", "ｶﾞｷﾞ ガギ カキ", "ガギ ガギ カキ"],
    ["ligatures and circled numbers", "ﬁn ①", "fin 1"],
    ["invisible characters", "soft\u00adware zero\u200bwidth\ufeff", "software zerowidth"],
    ["marks that are letters of their own: not at all", "हिन्दी กิน", "हिन्दी กิน"],
    ["Hangul: not at all", "한국어 \u1112\u1161\u11ab", "한국어 한"],
    ["what has neither", "漢字 100%_\\", "漢字 100%_\\"],
    ["a mark alone: nothing stays", "\u0301", ""],
    ["nothing", "", ""],
  ])("takes off %s", async (_what, text, folded) => {
    expect(await fold([text])).toEqual([folded]);
    expect(foldText(text)).toBe(folded);
  });

  it("gives the same for what it gave, and in the client, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 50 }), async (texts) => {
        const folded = await fold(texts);
        expect(await fold(folded)).toEqual(folded);
        expect(texts.map(foldText)).toEqual(folded);
      }),
      { numRuns: 60 },
    );
  });

  it("finds in a long text each word that is in it, in whichever case and form it is written", async () => {
    const forms = [
      (text: string) => text.normalize("NFD"),
      (text: string) => text.normalize("NFC"),
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 200 }), fc.nat(), async (words, seed) => {
        const written = words.map((each, place) => forms[(seed + place) % forms.length]?.(each) ?? each);
        const [text = "", ...needles] = await fold([written.join(" "), ...words]);
        expect(needles.filter((needle) => !text.includes(needle))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["marks that are taken off", "\u0301".repeat(32_768) + "\u0323".repeat(32_768)],
    ["marks that stay", "\u3099".repeat(32_768) + "\u094d".repeat(32_768)],
    ["marks of both kinds in turns", "\u0301\u3099\u094d\u0323".repeat(16_384)],
  ])("takes a run of %s in linear time", async (_what, hostile) => {
    const time = async (text: string) => {
      const begunAt = performance.now();
      await fold([text]);
      foldText(text);
      return performance.now() - begunAt;
    };
    const usual = await time("Élan vital, ".repeat(5_461));
    // It was ten thousand times as long. The machine may stop during one of them, and not during three.
    const fastest = Math.min(await time(hostile), await time(hostile), await time(hostile));
    expect(fastest).toBeLessThan(20 * usual + 1_000);
  });
});

describe("tasks.search_text", () => {
  it("is filled by the migration, except for a row that somebody holds throughout", async () => {
    const own = await createOldDatabase({ upTo: "_task_search_text" });
    await own.client.query(insertTasks);
    await own.client.query("UPDATE tasks SET search_text = NULL");
    const holder = await connect(own.url);
    await holder.query("BEGIN; SELECT FROM tasks WHERE title = 'Łódź 7' FOR UPDATE");
    const migrating = migrate(own.url);
    await vi.waitFor(async () => {
      const { rowCount } = await own.client.query("SELECT FROM tasks WHERE search_text IS NULL");
      const fill =
        "SELECT FROM _prisma_migrations WHERE migration_name LIKE '%fill_task_search_text' AND finished_at IS NOT NULL";
      expect([rowCount, (await own.client.query(fill)).rowCount]).toEqual([1, 1]);
    });
    // Later migrations add columns to the table and wait for the holder.
    await holder.query("COMMIT");
    await migrating;
    const { rows } = await own.client.query("SELECT title, search_text FROM tasks ORDER BY created_at");
    expect(rows).toHaveLength(500);
    expect(rows.filter((row) => row.search_text === null)).toEqual([{ title: "Łódź 7", search_text: null }]);
    expect(rows.slice(7, 9)).toEqual([
      { title: "Łódź 8", search_text: "lodz 8 elan" },
      { title: "Łódź 9", search_text: "lodz 9 " },
    ]);
  });

  it("follows writers that do not know it, and is not folded again without need", async () => {
    const own = await createOldDatabase({ upTo: "_init" });
    await own.client.query(insertTasks);
    await migrate(own.url);
    const save = (title: string, description: string | null, status: string) =>
      own.client.query(
        "UPDATE tasks SET title = $1, description = $2, status = $3 WHERE position = 'a8' RETURNING search_text",
        [title, description, status],
      );
    expect((await save("ŻABA", "Élan", "TODO")).rows).toEqual([{ search_text: "zaba elan" }]);
    expect((await save("ŻABA", null, "TODO")).rows).toEqual([{ search_text: "zaba " }]);
    await own.client.query("UPDATE tasks SET search_text = 'as it was' WHERE position = 'a8'");
    expect((await save("ŻABA", null, "DONE")).rows).toEqual([{ search_text: "as it was" }]);
  });

  const insertTasks = `
    WITH u AS (INSERT INTO users (id, issuer, subject, name) VALUES (gen_random_uuid(), 'i', 's', 'n') RETURNING id),
      p AS (INSERT INTO projects (id, name, created_at, updated_at)
        VALUES (gen_random_uuid(), 'p', now(), now()) RETURNING id)
    INSERT INTO tasks (id, project_id, title, description, status, priority, position, created_by_id, created_at,
      updated_at)
    SELECT gen_random_uuid(), p.id, 'Łódź ' || n, CASE WHEN n % 2 = 0 THEN 'ÉLAN' END, 'TODO', 'NONE', 'a' || n, u.id,
      now() + n * interval '1 s', now()
    FROM u, p, generate_series(1, 500) n`;

  /** One as a version left it whose newest migration's name ends so. */
  async function createOldDatabase({ upTo }: { readonly upTo: string }) {
    const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
    await administer(database.url, `CREATE DATABASE ${name}`);
    onTestFinished(async () => {
      await dropDatabase(database.url, name);
    });
    const url = Object.assign(new URL(database.url), { pathname: name }).href;
    const all = join(projectRoot, "prisma", "migrations");
    const names = (await readdir(all)).filter((each) => !each.endsWith(".prisma")).toSorted();
    const last = names.findIndex((each) => /^\d+/.exec(each)?.[0] + upTo === each);
    const folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const each of names.slice(0, last + 1)) await cp(join(all, each), join(folder, each), { recursive: true });
    await migrate(url, { folder: folder });
    return { url, client: await connect(url) };
  }

  async function connect(url: string): Promise<Client> {
    const connected = new Client(url);
    await connected.connect();
    onTestFinished(() => connected.end());
    return connected;
  }
});

/** Text of all scripts that Node knows, also such as nobody writes. NUL is none that PostgreSQL keeps. */
const anyText = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme-composite" }))
  .map((text) => text.replaceAll(/[\0\p{Unassigned}\p{Private_Use}]/gu, ""));

const scripts: readonly string[] = [
  "łódźéñüßæœþøđşığçșţ",
  "αάβγδεέζηήθιίϊΐκλμνξοόπρστυύϋΰφχψωώς",
  "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
  "אבגדהוזחטיכלמנסעפצקרשת",
  "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآؤئ",
  "かがきぎはばぱアガパ",
  "한국어글씨각닭",
  "漢字日本語",
  "abcxyz019%_\\",
];

const word = fc
  .oneof(...scripts.map((letters) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 })))
  .map((letters) => letters.join(""));
