-- AlterTable
ALTER TABLE "auth_users" ADD COLUMN     "color" "label_color";
