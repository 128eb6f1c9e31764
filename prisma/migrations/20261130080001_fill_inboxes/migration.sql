-- For persons from before the trigger. Nobody waits for it: it locks no row of theirs.
INSERT INTO "inbox_heads" ("person_id") SELECT "id" FROM "users" WHERE "anonymized_at" IS NULL ON CONFLICT DO NOTHING;
