-- AlterTable
ALTER TABLE "inbox_heads" ADD COLUMN     "mailed_at" TIMESTAMPTZ(3),
ADD COLUMN     "mailed_through" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "auth_users" ADD COLUMN     "mails_notices" BOOLEAN NOT NULL DEFAULT true;
