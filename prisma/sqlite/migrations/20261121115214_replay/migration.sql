-- AlterTable
ALTER TABLE "attempt" ADD COLUMN "hedge" BOOLEAN;

-- AlterTable
ALTER TABLE "batch" ADD COLUMN "hedge_count" INTEGER;
ALTER TABLE "batch" ADD COLUMN "open" BOOLEAN;
ALTER TABLE "batch" ADD COLUMN "parallel" BOOLEAN;

-- AlterTable
ALTER TABLE "tool_call" ADD COLUMN "available_us" BIGINT;
ALTER TABLE "tool_call" ADD COLUMN "chunk" INTEGER;
ALTER TABLE "tool_call" ADD COLUMN "path_us" REAL;
ALTER TABLE "tool_call" ADD COLUMN "priority" REAL;
ALTER TABLE "tool_call" ADD COLUMN "source" TEXT;
