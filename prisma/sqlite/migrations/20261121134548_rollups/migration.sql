-- DropIndex
DROP INDEX "attempt_latency_idx";

-- DropIndex
DROP INDEX "tool_call_per_tool_idx";

-- AlterTable
ALTER TABLE "batch" ADD COLUMN "graph" TEXT;
ALTER TABLE "batch" ADD COLUMN "missed" TEXT;
ALTER TABLE "batch" ADD COLUMN "missed_batch_id" TEXT;
ALTER TABLE "batch" ADD COLUMN "recorded_at_ms" BIGINT;
ALTER TABLE "batch" ADD COLUMN "rolled_up" BOOLEAN;
ALTER TABLE "batch" ADD COLUMN "run_id" TEXT;
ALTER TABLE "batch" ADD COLUMN "sampled" BOOLEAN;

-- AlterTable
ALTER TABLE "recorder" ADD COLUMN "closed_at_ms" BIGINT;
ALTER TABLE "recorder" ADD COLUMN "dropped" TEXT;
ALTER TABLE "recorder" ADD COLUMN "durability" TEXT;
ALTER TABLE "recorder" ADD COLUMN "lag_ms" INTEGER;
ALTER TABLE "recorder" ADD COLUMN "last_error" TEXT;
ALTER TABLE "recorder" ADD COLUMN "last_error_code" TEXT;
ALTER TABLE "recorder" ADD COLUMN "last_error_ms" BIGINT;
ALTER TABLE "recorder" ADD COLUMN "queued_bytes" BIGINT;
ALTER TABLE "recorder" ADD COLUMN "queued_count" INTEGER;
ALTER TABLE "recorder" ADD COLUMN "retry_count" INTEGER;
ALTER TABLE "recorder" ADD COLUMN "spool_bytes" BIGINT;
ALTER TABLE "recorder" ADD COLUMN "stored_count" INTEGER;

-- AlterTable
ALTER TABLE "tool" ADD COLUMN "color" INTEGER;

-- CreateTable
CREATE TABLE "tool_rollup" (
    "bucket_seconds" INTEGER NOT NULL,
    "start_ms" BIGINT NOT NULL,
    "tool_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "call_count" INTEGER NOT NULL,
    "ok_count" INTEGER NOT NULL,
    "error_count" INTEGER NOT NULL,
    "skipped_count" INTEGER NOT NULL,
    "cancelled_count" INTEGER NOT NULL,
    "attempt_count" INTEGER NOT NULL,
    "ok_attempt_count" INTEGER NOT NULL,
    "retry_count" INTEGER NOT NULL,
    "hedge_count" INTEGER NOT NULL,
    "timeout_count" INTEGER NOT NULL,
    "abandoned_count" INTEGER NOT NULL,
    "cache_hit_count" INTEGER NOT NULL,
    "shared_count" INTEGER NOT NULL,
    "run_us" BIGINT NOT NULL,
    "ok_run_us" BIGINT NOT NULL,
    "retry_run_us" BIGINT NOT NULL,
    "backoff_us" BIGINT NOT NULL,
    "queue_wait_us" BIGINT NOT NULL,
    "critical_run_us" BIGINT NOT NULL,
    "saturated_us" BIGINT NOT NULL,
    "run_max_us" BIGINT NOT NULL,
    "queue_wait_max_us" BIGINT NOT NULL,
    "max_in_flight" INTEGER NOT NULL,
    "run_histogram" TEXT NOT NULL,
    "wait_histogram" TEXT NOT NULL,
    "failures" TEXT NOT NULL,
    "waits" TEXT NOT NULL,
    "critical_waits" TEXT NOT NULL,
    "wastes" TEXT NOT NULL,

    PRIMARY KEY ("bucket_seconds", "start_ms", "tool_id", "part"),
    CONSTRAINT "tool_rollup_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "batch_kind" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "graph" TEXT,
    "agent" TEXT,
    "node" TEXT
);

-- CreateTable
CREATE TABLE "batch_rollup" (
    "bucket_seconds" INTEGER NOT NULL,
    "start_ms" BIGINT NOT NULL,
    "kind_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "batch_count" INTEGER NOT NULL,
    "partial_batch_count" INTEGER NOT NULL,
    "failed_batch_count" INTEGER NOT NULL,
    "cancelled_batch_count" INTEGER NOT NULL,
    "call_count" INTEGER NOT NULL,
    "ok_count" INTEGER NOT NULL,
    "error_count" INTEGER NOT NULL,
    "skipped_count" INTEGER NOT NULL,
    "cancelled_count" INTEGER NOT NULL,
    "attempt_count" INTEGER NOT NULL,
    "retry_count" INTEGER NOT NULL,
    "hedge_count" INTEGER NOT NULL,
    "timeout_count" INTEGER NOT NULL,
    "abandoned_count" INTEGER NOT NULL,
    "makespan_us" BIGINT NOT NULL,
    "sequential_us" BIGINT NOT NULL,
    "critical_path_us" BIGINT NOT NULL,
    "ideal_makespan_us" BIGINT NOT NULL,
    "queue_wait_us" BIGINT NOT NULL,
    "backoff_us" BIGINT NOT NULL,
    "wasted_us" BIGINT NOT NULL,
    "makespan_max_us" BIGINT NOT NULL,
    "max_in_flight" INTEGER NOT NULL,
    "missed_count" INTEGER NOT NULL,
    "missed_unknown_count" INTEGER NOT NULL,
    "makespan_histogram" TEXT NOT NULL,
    "attribution" TEXT NOT NULL,

    PRIMARY KEY ("bucket_seconds", "start_ms", "kind_id", "part"),
    CONSTRAINT "batch_rollup_kind_id_fkey" FOREIGN KEY ("kind_id") REFERENCES "batch_kind" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "first_started_ms" BIGINT NOT NULL,
    "last_started_ms" BIGINT NOT NULL,
    "last_ended_ms" BIGINT NOT NULL,
    "batch_count" INTEGER NOT NULL,
    "call_count" INTEGER NOT NULL,
    "failed_count" INTEGER NOT NULL,
    "makespan_us" BIGINT NOT NULL,
    "sequential_us" BIGINT NOT NULL,
    "missed_count" INTEGER NOT NULL,
    "missed_unknown_count" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "metric" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "at_ms" BIGINT NOT NULL,
    "session_id" TEXT,
    "name" TEXT NOT NULL,
    "value" REAL NOT NULL,
    "unit" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "batch_kind_key_key" ON "batch_kind"("key");

-- CreateIndex
CREATE INDEX "session_last_started_ms_id_idx" ON "session"("last_started_ms", "id");

-- CreateIndex
CREATE INDEX "metric_name_at_ms_idx" ON "metric"("name", "at_ms");

-- CreateIndex
CREATE INDEX "metric_session_id_at_ms_idx" ON "metric"("session_id", "at_ms");

-- CreateIndex
CREATE INDEX "metric_at_ms_idx" ON "metric"("at_ms");

-- CreateIndex
CREATE INDEX "batch_session_id_started_at_ms_id_idx" ON "batch"("session_id", "started_at_ms", "id");

-- CreateIndex
CREATE INDEX "batch_recorded_at_ms_idx" ON "batch"("recorded_at_ms");

-- CreateIndex
CREATE INDEX "batch_rolled_up_idx" ON "batch"("rolled_up");

-- CreateIndex
CREATE INDEX "tool_call_tool_id_batch_started_at_ms_idx" ON "tool_call"("tool_id", "batch_started_at_ms");
