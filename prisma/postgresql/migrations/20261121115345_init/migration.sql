-- CreateTable
CREATE TABLE "tool" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen_ms" BIGINT NOT NULL,

    CONSTRAINT "tool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch" (
    "id" TEXT NOT NULL,
    "started_at_ms" BIGINT NOT NULL,
    "record_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "on_error" TEXT NOT NULL,
    "parallel" BOOLEAN,
    "open" BOOLEAN,
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
    "hedge_count" INTEGER,
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
    "slowest_seq" INTEGER,

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
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
    "available_us" BIGINT,
    "priority" DOUBLE PRECISION,
    "path_us" DOUBLE PRECISION,
    "chunk" INTEGER,
    "source" TEXT,
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

    CONSTRAINT "tool_call_pkey" PRIMARY KEY ("batch_id","seq")
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
    "hedge" BOOLEAN,
    "abandoned" BOOLEAN NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("batch_id","seq","attempt")
);

-- CreateTable
CREATE TABLE "recorder" (
    "id" TEXT NOT NULL,
    "started_at_ms" BIGINT NOT NULL,
    "last_write_ms" BIGINT NOT NULL,
    "dropped_count" INTEGER NOT NULL,

    CONSTRAINT "recorder_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_batch_id_seq_fkey" FOREIGN KEY ("batch_id", "seq") REFERENCES "tool_call"("batch_id", "seq") ON DELETE CASCADE ON UPDATE CASCADE;
