-- DropIndex
DROP INDEX "tool_call_tool_id_batch_started_at_ms_idx";

-- CreateIndex
CREATE INDEX "batch_makespan_us_started_at_ms_id_idx" ON "batch"("makespan_us", "started_at_ms", "id");

-- CreateIndex
CREATE INDEX "tool_call_tool_id_status_batch_started_at_ms_idx" ON "tool_call"("tool_id", "status", "batch_started_at_ms");
