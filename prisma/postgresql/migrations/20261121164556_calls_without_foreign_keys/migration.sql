-- DropForeignKey
ALTER TABLE "attempt" DROP CONSTRAINT "attempt_batch_id_seq_fkey";

-- DropForeignKey
ALTER TABLE "tool_call" DROP CONSTRAINT "tool_call_batch_id_fkey";

-- DropForeignKey
ALTER TABLE "tool_call" DROP CONSTRAINT "tool_call_tool_id_fkey";
