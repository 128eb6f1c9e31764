-- CreateTable
CREATE TABLE "deployment_identity" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "secret" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "deployment_identity_pkey" PRIMARY KEY ("id")
);

-- By hand: the one row, and no other.
ALTER TABLE "deployment_identity" ADD CONSTRAINT "deployment_identity_one_row" CHECK ("id" = 1);
INSERT INTO "deployment_identity" DEFAULT VALUES;
