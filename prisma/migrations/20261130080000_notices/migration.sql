-- CreateTable
-- By hand, fillfactor: every notice updates its head row, and room on the page keeps that update heap-only.
CREATE TABLE "inbox_heads" (
    "person_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pruned_through" INTEGER NOT NULL DEFAULT 0,
    "pruned_token" BIGINT,
    "read_through" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "inbox_heads_pkey" PRIMARY KEY ("person_id")
) WITH (fillfactor = 50);

-- CreateTable
CREATE TABLE "notices" (
    "person_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "token" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID NOT NULL,
    "body" JSON NOT NULL,
    "client_mutation_id" TEXT,
    "request_hash" BYTEA,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("person_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "notices_actor_id_client_mutation_id_key" ON "notices"("actor_id", "client_mutation_id");

-- By hand: every person has a stream, whoever makes the person, an older version of this server among them.
CREATE FUNCTION "open_inbox"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO inbox_heads (person_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "open_inbox" AFTER INSERT ON "users" FOR EACH ROW
WHEN (NEW.anonymized_at IS NULL) EXECUTE FUNCTION open_inbox();
