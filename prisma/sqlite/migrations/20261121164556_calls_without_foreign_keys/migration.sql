-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_attempt" (
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

    PRIMARY KEY ("batch_id", "seq", "attempt")
);
INSERT INTO "new_attempt" ("abandoned", "attempt", "batch_id", "batch_started_at_ms", "end_us", "error_code", "error_message", "hedge", "outcome", "run_us", "seq", "start_us", "tool_id") SELECT "abandoned", "attempt", "batch_id", "batch_started_at_ms", "end_us", "error_code", "error_message", "hedge", "outcome", "run_us", "seq", "start_us", "tool_id" FROM "attempt";
DROP TABLE "attempt";
ALTER TABLE "new_attempt" RENAME TO "attempt";
CREATE TABLE "new_tool_call" (
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
    "priority" REAL,
    "path_us" REAL,
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

    PRIMARY KEY ("batch_id", "seq")
);
INSERT INTO "new_tool_call" ("args", "attempt_count", "available_us", "batch_id", "batch_started_at_ms", "call_id", "chunk", "critical", "end_us", "error_code", "error_message", "external_id", "input_bytes", "level", "output", "output_bytes", "path_us", "priority", "queue_wait_us", "ready_us", "run_us", "seq", "source", "start_us", "status", "timeout_count", "tool_id", "waits") SELECT "args", "attempt_count", "available_us", "batch_id", "batch_started_at_ms", "call_id", "chunk", "critical", "end_us", "error_code", "error_message", "external_id", "input_bytes", "level", "output", "output_bytes", "path_us", "priority", "queue_wait_us", "ready_us", "run_us", "seq", "source", "start_us", "status", "timeout_count", "tool_id", "waits" FROM "tool_call";
DROP TABLE "tool_call";
ALTER TABLE "new_tool_call" RENAME TO "tool_call";
CREATE INDEX "tool_call_tool_id_status_batch_started_at_ms_idx" ON "tool_call"("tool_id", "status", "batch_started_at_ms");
CREATE INDEX "tool_call_status_batch_started_at_ms_error_code_idx" ON "tool_call"("status", "batch_started_at_ms", "error_code");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
