-- CreateTable
CREATE TABLE "tool" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "first_seen_ms" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "batch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "started_at_ms" BIGINT NOT NULL,
    "record_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "on_error" TEXT NOT NULL,
    "session_id" TEXT,
    "agent" TEXT,
    "node" TEXT,
    "thread_id" TEXT,
    "max_concurrency" INTEGER,
    "tool_limits" TEXT NOT NULL,
    "edges" TEXT NOT NULL,
    "call_count" INTEGER NOT NULL,
    "ok_count" INTEGER NOT NULL,
    "error_count" INTEGER NOT NULL,
    "skipped_count" INTEGER NOT NULL,
    "cancelled_count" INTEGER NOT NULL,
    "attempt_count" INTEGER NOT NULL,
    "retry_count" INTEGER NOT NULL,
    "timeout_count" INTEGER NOT NULL,
    "abandoned_count" INTEGER NOT NULL,
    "makespan_us" BIGINT NOT NULL,
    "sequential_us" BIGINT NOT NULL,
    "critical_path_us" BIGINT NOT NULL,
    "ideal_makespan_us" BIGINT NOT NULL,
    "queue_wait_us" BIGINT NOT NULL,
    "backoff_us" BIGINT NOT NULL,
    "wasted_us" BIGINT NOT NULL,
    "max_in_flight" INTEGER NOT NULL,
    "slowest_seq" INTEGER
);

-- CreateTable
CREATE TABLE "tool_call" (
    "batch_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "batch_started_at_ms" BIGINT NOT NULL,
    "tool_id" INTEGER NOT NULL,
    "call_id" TEXT NOT NULL,
    "external_id" TEXT,
    "status" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "ready_us" BIGINT NOT NULL,
    "start_us" BIGINT,
    "end_us" BIGINT NOT NULL,
    "run_us" BIGINT NOT NULL,
    "queue_wait_us" BIGINT,
    "attempt_count" INTEGER NOT NULL,
    "timeout_count" INTEGER NOT NULL,
    "level" INTEGER NOT NULL,
    "critical" BOOLEAN NOT NULL,
    "waits" TEXT NOT NULL,
    "input_bytes" INTEGER,
    "output_bytes" INTEGER,
    "args" TEXT,
    "output" TEXT,

    PRIMARY KEY ("batch_id", "seq"),
    CONSTRAINT "tool_call_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tool_call_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "attempt" (
    "batch_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "batch_started_at_ms" BIGINT NOT NULL,
    "tool_id" INTEGER NOT NULL,
    "start_us" BIGINT NOT NULL,
    "end_us" BIGINT NOT NULL,
    "run_us" BIGINT NOT NULL,
    "outcome" TEXT NOT NULL,
    "abandoned" BOOLEAN NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,

    PRIMARY KEY ("batch_id", "seq", "attempt"),
    CONSTRAINT "attempt_batch_id_seq_fkey" FOREIGN KEY ("batch_id", "seq") REFERENCES "tool_call" ("batch_id", "seq") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "recorder" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "started_at_ms" BIGINT NOT NULL,
    "last_write_ms" BIGINT NOT NULL,
    "dropped_count" INTEGER NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "tool_name_key" ON "tool"("name");

-- CreateIndex
CREATE INDEX "batch_started_at_ms_id_idx" ON "batch"("started_at_ms", "id");

-- CreateIndex
CREATE INDEX "tool_call_per_tool_idx" ON "tool_call"("batch_started_at_ms", "tool_id", "status", "queue_wait_us", "attempt_count", "timeout_count");

-- CreateIndex
CREATE INDEX "tool_call_status_batch_started_at_ms_error_code_idx" ON "tool_call"("status", "batch_started_at_ms", "error_code");

-- CreateIndex
CREATE INDEX "attempt_latency_idx" ON "attempt"("batch_started_at_ms", "tool_id", "outcome", "run_us");
