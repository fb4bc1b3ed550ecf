-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "instruments" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "tick" BIGINT NOT NULL,
    "lot" BIGINT NOT NULL,
    "adv" BIGINT NOT NULL,
    "avg_trade_qty" BIGINT NOT NULL,
    "daily_volatility_bps" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "instruments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "venues" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "take_micros" BIGINT NOT NULL,
    "make_micros" BIGINT NOT NULL,
    "latency_ns" BIGINT NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "venues_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "parents" (
    "parent_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "cl_ord_id" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "order_qty" BIGINT NOT NULL,
    "limit_px" BIGINT,
    "strategy" TEXT NOT NULL,
    "router" TEXT NOT NULL,
    "start_time" BIGINT NOT NULL,
    "end_time" BIGINT NOT NULL,
    "trader" TEXT NOT NULL,
    "desk" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "ord_status" TEXT NOT NULL,
    "cum_qty" BIGINT NOT NULL,
    "leaves_qty" BIGINT NOT NULL,
    "working_qty" BIGINT NOT NULL,
    "cum_notional" BIGINT NOT NULL,
    "fees_micros" BIGINT NOT NULL,
    "decision_count" INTEGER NOT NULL,
    "fallback_decisions" INTEGER NOT NULL,
    "submitted_at" BIGINT NOT NULL,
    "arrival_bid_px" BIGINT,
    "arrival_ask_px" BIGINT,
    "arrival_age_ns" BIGINT,
    "closed_at" BIGINT,
    "close_bid_px" BIGINT,
    "close_ask_px" BIGINT,
    "close_age_ns" BIGINT,
    "attention" TEXT,

    CONSTRAINT "parents_pkey" PRIMARY KEY ("parent_id")
);

-- CreateTable
CREATE TABLE "children" (
    "cl_ord_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "parent_id" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "venue" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "tactic" TEXT NOT NULL,
    "ord_type" TEXT NOT NULL,
    "time_in_force" TEXT NOT NULL,
    "order_qty" BIGINT NOT NULL,
    "px" BIGINT,
    "post_only" BOOLEAN NOT NULL,
    "min_qty" BIGINT,
    "trader" TEXT NOT NULL,
    "desk" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "model_hash" TEXT NOT NULL,
    "limits_version" INTEGER NOT NULL,
    "order_id" TEXT,
    "ord_status" TEXT NOT NULL,
    "cum_qty" BIGINT NOT NULL,
    "leaves_qty" BIGINT NOT NULL,
    "cum_notional" BIGINT NOT NULL,
    "sent_at" BIGINT NOT NULL,
    "acked_at" BIGINT,
    "closed_at" BIGINT,
    "text" TEXT,

    CONSTRAINT "children_pkey" PRIMARY KEY ("cl_ord_id")
);

-- CreateTable
CREATE TABLE "executions" (
    "venue" TEXT NOT NULL,
    "exec_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "cl_ord_id" TEXT NOT NULL,
    "parent_id" TEXT NOT NULL,
    "last_qty" BIGINT NOT NULL,
    "last_px" BIGINT NOT NULL,
    "liquidity" TEXT NOT NULL,
    "fee_micros" BIGINT NOT NULL,
    "ts_event" BIGINT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "at_bid_px" BIGINT,
    "at_ask_px" BIGINT,
    "at_age_ns" BIGINT,
    "routed_bid_px" BIGINT,
    "routed_ask_px" BIGINT,
    "routed_age_ns" BIGINT,
    "busted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "executions_pkey" PRIMARY KEY ("venue","exec_id")
);

-- CreateTable
CREATE TABLE "decisions" (
    "decision_id" TEXT NOT NULL,
    "parent_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "ts" BIGINT NOT NULL,
    "instrument" TEXT NOT NULL,
    "router" TEXT NOT NULL,
    "fallback" TEXT,
    "why" TEXT NOT NULL,
    "slice_qty" BIGINT NOT NULL,
    "outcome_hash" TEXT NOT NULL,
    "fill_hash" TEXT,
    "impact_hash" TEXT,
    "schema_hash" TEXT,
    "limits_version" INTEGER NOT NULL,
    "record" JSON NOT NULL,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("decision_id")
);

-- CreateTable
CREATE TABLE "refusals" (
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "ts" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "bound" DOUBLE PRECISION,
    "parent_id" TEXT NOT NULL,
    "venue" TEXT,

    CONSTRAINT "refusals_pkey" PRIMARY KEY ("seq","nth","position")
);

-- CreateTable
CREATE TABLE "limit_sets" (
    "version" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "ts" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "limit_sets_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "limit_rows" (
    "version" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "control" TEXT NOT NULL,
    "bound" BIGINT NOT NULL,

    CONSTRAINT "limit_rows_pkey" PRIMARY KEY ("version","position")
);

-- CreateTable
CREATE TABLE "kills" (
    "scope" TEXT NOT NULL,
    "since" BIGINT NOT NULL,
    "level" TEXT NOT NULL,
    "key" TEXT,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "cancels_sent" INTEGER NOT NULL,
    "rearmed_seq" BIGINT,
    "rearmed_by" TEXT,
    "rearm_reason" TEXT,

    CONSTRAINT "kills_pkey" PRIMARY KEY ("scope","since")
);

-- CreateTable
CREATE TABLE "audit" (
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "ts" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "role" TEXT,
    "type" TEXT NOT NULL,
    "parent_id" TEXT,
    "desk" TEXT,
    "trader" TEXT,
    "body" JSON NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("seq","nth")
);

-- CreateTable
CREATE TABLE "models" (
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "schema_hash" TEXT NOT NULL,
    "trained_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "card" JSON NOT NULL,

    CONSTRAINT "models_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "cursor" (
    "id" INTEGER NOT NULL,
    "run_id" TEXT NOT NULL,
    "session_date" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "username" TEXT,
    "display_username" TEXT,
    "role" TEXT NOT NULL,
    "desk" TEXT NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMP(3),
    "refresh_token_expires_at" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "parents_desk_at_idx" ON "parents"("desk", "at");

-- CreateIndex
CREATE INDEX "parents_trader_at_idx" ON "parents"("trader", "at");

-- CreateIndex
CREATE INDEX "children_parent_id_seq_nth_idx" ON "children"("parent_id", "seq", "nth");

-- CreateIndex
CREATE INDEX "executions_parent_id_seq_nth_idx" ON "executions"("parent_id", "seq", "nth");

-- CreateIndex
CREATE INDEX "executions_cl_ord_id_idx" ON "executions"("cl_ord_id");

-- CreateIndex
CREATE INDEX "decisions_parent_id_seq_nth_idx" ON "decisions"("parent_id", "seq", "nth");

-- CreateIndex
CREATE INDEX "refusals_parent_id_seq_nth_idx" ON "refusals"("parent_id", "seq", "nth");

-- CreateIndex
CREATE INDEX "refusals_code_idx" ON "refusals"("code");

-- CreateIndex
CREATE INDEX "audit_parent_id_seq_nth_idx" ON "audit"("parent_id", "seq", "nth");

-- CreateIndex
CREATE INDEX "audit_type_seq_nth_idx" ON "audit"("type", "seq", "nth");

-- CreateIndex
CREATE INDEX "audit_actor_seq_nth_idx" ON "audit"("actor", "seq", "nth");

-- CreateIndex
CREATE INDEX "audit_trader_seq_nth_idx" ON "audit"("trader", "seq", "nth");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- AddForeignKey
ALTER TABLE "limit_rows" ADD CONSTRAINT "limit_rows_version_fkey" FOREIGN KEY ("version") REFERENCES "limit_sets"("version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
